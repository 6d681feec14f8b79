using Cairn.Api.Retention;
using Cairn.Api.Rules.Quantities;
using CsCheck;

namespace Cairn.Api.Tests.Retention;

public class RetentionEvaluatorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RetentionRules Nothing = new() { PolicyName = "keep" };

    private static readonly Gen<int?> Count = Gen.Frequency((2, Gen.Const((int?)null)), (3, Gen.Int[0, 4].Select(n => (int?)n)), (1, Gen.Const((int?)-1)));

    private static readonly Gen<RetentionRules> AnyRules = Gen.Select(Count.Array[6], Gen.Int[-1, 3], Gen.Int[0, 400], Gen.Bool).Select(
        (counts, failed, days, hasAge) => new RetentionRules
        {
            PolicyName = "any",
            Last = counts[0],
            Hourly = counts[1],
            Daily = counts[2],
            Weekly = counts[3],
            Monthly = counts[4],
            Yearly = counts[5],
            FailedLast = failed,
            MaxAge = hasAge ? new RetentionPeriod(0, 0, 0, days + 1, 0, 0) : null,
        });

    private static readonly Gen<SnapshotFacts[]> AnySnapshots = Gen.Select(
        Gen.Int[0, 2_000_000], Gen.Enum<SnapshotPhaseFact>(), Gen.Int[0, 19], Gen.Int[0, 3]).Array[0, 40].Select(items => items.Select(
            (item, i) => new SnapshotFacts
            {
                Namespace = "demo",
                Name = $"s{i:00}",
                Repository = item.Item4 % 2 == 0 ? "a" : "b",
                Session = item.Item4 % 3 == 0 ? "daily" : "hourly",
                Time = Now.AddMinutes(-item.Item1 / (item.Item4 % 2 == 0 ? 1000 : 1)),
                Phase = item.Item2,
                IsDamaged = item.Item3 == 1,
                IsBeingDeleted = item.Item3 == 2,
                IsIncremental = item.Item3 == 3,
                UsedBy = item.Item3 == 4 ? ["RestoreSession demo/r"] : [],
            }).ToArray());

    private static SnapshotFacts Snapshot(string name, double daysAgo, SnapshotPhaseFact phase = SnapshotPhaseFact.Succeeded) => new()
    {
        Namespace = "demo",
        Name = name,
        Repository = "repo",
        Session = "daily",
        Time = Now.AddDays(-daysAgo),
        Phase = phase,
    };

    private static Dictionary<string, string> Reasons(RetentionRules rules, params IEnumerable<SnapshotFacts> snapshots) =>
        RetentionEvaluator.Evaluate(snapshots, rules, Now).Groups.SelectMany(group => group.Decisions).ToDictionary(
            item => item.Snapshot.Name, item => (item.IsKept ? "+ " : "- ") + string.Join(", ", item.Reasons));

    [Fact]
    public void Evaluate_last_one_and_one_failed_leaves_exactly_these()
    {
        RetentionPlan plan = RetentionEvaluator.Evaluate(
            [
                Snapshot("old", 3), Snapshot("new", 1),
                Snapshot("bad-old", 2, SnapshotPhaseFact.Failed), Snapshot("bad-new", 0.5, SnapshotPhaseFact.Failed),
            ],
            Nothing with { Last = 1 }, Now);

        Assert.Equal(["bad-new", "new"], plan.Kept.Select(item => item.Name));
        Assert.Equal(["bad-old", "old"], plan.Removed.Select(item => item.Name));
    }

    [Fact]
    public void Evaluate_several_counts_keep_their_union_and_say_which() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["a"] = "+ last snapshot, daily snapshot, monthly snapshot",
            ["b"] = "+ last snapshot, daily snapshot, monthly snapshot",
            ["c"] = "- kept by no rule",
            ["d"] = "- kept by no rule",
            ["e"] = "+ oldest monthly snapshot",
        },
        Reasons(
            Nothing with { Last = 2, Daily = 2, Monthly = 3 },
            Snapshot("a", 0.1), Snapshot("b", 1), Snapshot("c", 1.1), Snapshot("d", 2), Snapshot("e", 3)));

    [Fact]
    public void Evaluate_age_wins_over_counts_whatever_the_phase() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["young"] = "+ last snapshot",
            ["old"] = "- older than 1w",
            ["bad"] = "- older than 1w",
            ["running"] = "+ not finished",
        },
        Reasons(
            Nothing with { Last = 10, MaxAge = RetentionPeriod.Parse("1w") },
            Snapshot("young", 7), Snapshot("old", 7.01), Snapshot("bad", 8, SnapshotPhaseFact.Failed), Snapshot("running", 9, SnapshotPhaseFact.Unfinished)));

    [Fact]
    public void Evaluate_age_alone_keeps_everything_younger() => Assert.Equal(
        new Dictionary<string, string> { ["a"] = "+ not older than 1w", ["b"] = "+ not older than 1w", ["c"] = "- older than 1w" },
        Reasons(Nothing with { MaxAge = RetentionPeriod.Parse("1w") }, Snapshot("a", 1), Snapshot("b", 2), Snapshot("c", 30)));

    [Fact]
    public void Evaluate_no_rule_removes_nothing_successful() => Assert.Equal(
        new Dictionary<string, string> { ["a"] = "+ no rule removes it", ["b"] = "+ no rule removes it" },
        Reasons(Nothing with { Last = 0 }, Snapshot("a", 1), Snapshot("b", 2000)));

    [Fact]
    public void Evaluate_backups_stopped_long_ago_the_newest_successful_one_stays() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["a"] = "- older than 1mo",
            ["b"] = "+ newest successful snapshot",
            ["c"] = "- older than 1mo",
        },
        Reasons(
            Nothing with { MaxAge = RetentionPeriod.Parse("1mo") },
            Snapshot("a", 40, SnapshotPhaseFact.Failed), Snapshot("b", 41), Snapshot("c", 42)));

    [Fact]
    public void Evaluate_newest_is_damaged_the_newest_sound_one_stays_too() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["a"] = "+ last snapshot",
            ["b"] = "- kept by no rule",
            ["c"] = "+ newest successful snapshot that is not known to be damaged",
            ["d"] = "- kept by no rule",
        },
        Reasons(
            Nothing with { Last = 1 },
            Snapshot("a", 1) with { IsDamaged = true }, Snapshot("b", 2) with { IsDamaged = true }, Snapshot("c", 3), Snapshot("d", 4)));

    [Fact]
    public void Evaluate_in_use_stays_with_the_user_named() => Assert.Equal(
        "+ in use by RestoreSession demo/r, BackupVerificationSession demo/v",
        Reasons(
            Nothing with { Last = 1 }, Snapshot("a", 1),
            Snapshot("b", 2) with { UsedBy = ["RestoreSession demo/r", "BackupVerificationSession demo/v"] })["b"]);

    [Fact]
    public void Evaluate_one_being_deleted_counts_for_no_rule() => Assert.Equal(
        new Dictionary<string, string> { ["a"] = "- already being deleted", ["b"] = "+ last snapshot", ["c"] = "- kept by no rule" },
        Reasons(Nothing with { Last = 1 }, Snapshot("a", 1) with { IsBeingDeleted = true }, Snapshot("b", 2), Snapshot("c", 3)));

    [Theory]
    [InlineData("0d")]
    [InlineData("-1d")]
    public void Evaluate_age_that_would_remove_everything_is_refused(string age)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            RetentionEvaluator.Evaluate([Snapshot("a", 1)], Nothing with { MaxAge = RetentionPeriod.Parse(age) }, Now));
        Assert.Contains("Nothing was removed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_days_begin_where_the_time_zone_says()
    {
        // 23:30 and 00:30 of the next day in UTC are the same day in Berlin.
        SnapshotFacts[] snapshots = [Snapshot("evening", 0.52), Snapshot("night", 0.48)];
        RetentionRules rules = Nothing with { Daily = 2, Last = 1 };

        Assert.Equal("+ daily snapshot", Reasons(rules, [.. snapshots, Snapshot("old", 5)])["evening"]);
        Assert.Equal(
            "- kept by no rule",
            Reasons(rules with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") }, [.. snapshots, Snapshot("old", 5)])["evening"]);
    }

    [Fact]
    public void Plan_reads_as_a_table() => Assert.Equal(
        """
        Repository demo/repo, session daily, policy keep: keep 1, remove 1
          keep    2026-02-28 12:00:00Z  a  succeeded  last snapshot
          remove  2026-02-27 12:00:00Z  b  succeeded  kept by no rule
        1 kept, 1 removed

        """,
        RetentionEvaluator.Evaluate([Snapshot("b", 2), Snapshot("a", 1)], Nothing with { Last = 1 }, Now).ToString());

    [Fact]
    public void Evaluate_always_leaves_the_newest_successful_one_and_all_in_use() =>
        Gen.Select(AnySnapshots, AnyRules).Sample((snapshots, rules) =>
        {
            HashSet<string> kept = [.. RetentionEvaluator.Evaluate(snapshots, rules, Now).Kept.Select(item => item.Name)];
            Assert.All(snapshots.Where(item => item.UsedBy.Count > 0), item => Assert.Contains(item.Name, kept));
            Assert.All(
                snapshots.Where(item => item is { Phase: SnapshotPhaseFact.Unfinished, IsBeingDeleted: false }), item => Assert.Contains(item.Name, kept));
            Assert.All(
                snapshots.Where(item => item is { Phase: SnapshotPhaseFact.Succeeded, IsBeingDeleted: false, IsIncremental: false })
                    .GroupBy(item => (item.Repository, item.Session)),
                group => Assert.Contains(group.MaxBy(item => (item.Time, item.Name))!.Name, kept));
        });

    [Fact]
    public void Evaluate_does_not_depend_on_the_order_of_snapshots() =>
        Gen.Select(AnySnapshots, AnyRules, Gen.Int).Sample((snapshots, rules, seed) =>
        {
            SnapshotFacts[] shuffled = [.. snapshots.OrderBy(item => HashCode.Combine(seed, item.Name))];
            Assert.Equal(
                RetentionEvaluator.Evaluate(snapshots, rules, Now).ToString(), RetentionEvaluator.Evaluate(shuffled, rules, Now).ToString());
        });

    [Fact]
    public void Evaluate_again_after_removal_removes_nothing_more() =>
        Gen.Select(AnySnapshots, AnyRules).Sample((snapshots, rules) =>
        {
            SnapshotFacts[] kept = [.. RetentionEvaluator.Evaluate(snapshots, rules, Now).Kept];
            Assert.Empty(RetentionEvaluator.Evaluate(kept, rules, Now).Removed);
        });

    [Fact]
    public void Evaluate_every_snapshot_is_decided_once_with_a_reason() =>
        Gen.Select(AnySnapshots, AnyRules).Sample((snapshots, rules) =>
        {
            RetentionDecision[] decisions = [.. RetentionEvaluator.Evaluate(snapshots, rules, Now).Groups.SelectMany(group => group.Decisions)];
            Assert.Equal(snapshots.Select(item => item.Name).Order(), decisions.Select(item => item.Snapshot.Name).Order());
            Assert.All(decisions, item => Assert.NotEmpty(item.Reasons));
        });
}
