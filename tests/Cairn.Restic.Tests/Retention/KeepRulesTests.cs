using System.Globalization;
using Cairn.Restic.Retention;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Tests.Retention;

public sealed class KeepRulesTests
{
    private static readonly DateTimeOffset Now = Time("2026-06-01T00:00:00+00:00");

    [Fact]
    public void A_rule_whose_count_is_not_used_up_keeps_the_oldest_too()
    {
        IReadOnlyList<KeepDecision> decisions = Apply(
            new KeepPolicy { Daily = 3 }, "2026-05-02T20:00:00Z", "2026-05-01T20:00:00Z", "2026-05-01T10:00:00Z", "2026-05-01T05:00:00Z");
        Assert.Equal(["daily snapshot", "daily snapshot", "", "oldest daily snapshot"], decisions.Select(Reasons));
    }

    [Fact]
    public void Days_are_those_of_the_clock_where_the_snapshot_was_made()
    {
        // One hour apart, but already the next day for the first of them.
        IReadOnlyList<KeepDecision> decisions = Apply(
            new KeepPolicy { Daily = 2 }, "2026-05-02T00:30:00+02:00", "2026-05-01T23:30:00+02:00", "2026-05-01T18:00:00Z");
        Assert.Equal([true, true, false], decisions.Select(decision => decision.Keep));
    }

    [Fact]
    public void A_snapshot_of_the_future_does_not_move_the_durations()
    {
        IReadOnlyList<KeepDecision> decisions = Apply(
            new KeepPolicy { Within = KeepDuration.Parse("2d") }, "2030-01-01T00:00:00Z", "2026-05-02T00:00:00Z", "2026-04-30T00:00:00Z");
        Assert.Equal(["within 2d", "within 2d", ""], decisions.Select(Reasons));
    }

    [Fact]
    public void Snapshots_that_are_all_in_the_future_stay_by_any_duration()
    {
        IReadOnlyList<KeepDecision> decisions = Apply(
            new KeepPolicy { WithinDaily = KeepDuration.Parse("1h") }, "2031-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
        Assert.All(decisions, decision => Assert.True(decision.Keep));
    }

    [Fact]
    public void A_week_belongs_to_the_year_that_ISO_8601_gives_it()
    {
        // Both are in week 2024-W01, though in two years.
        IReadOnlyList<KeepDecision> decisions = Apply(
            new KeepPolicy { Weekly = 1 }, "2024-01-07T00:00:00Z", "2023-12-31T23:59:59Z", "2023-12-25T00:00:00Z");
        Assert.Equal([true, false, false], decisions.Select(decision => decision.Keep));
        decisions = Apply(new KeepPolicy { Weekly = 2 }, "2025-01-01T00:00:00Z", "2024-12-30T00:00:00Z", "2024-12-29T00:00:00Z", "2024-12-28T00:00:00Z");
        Assert.Equal([true, false, true, false], decisions.Select(decision => decision.Keep));
    }

    [Fact]
    public void No_snapshots_make_no_decisions() => Assert.Empty(Apply(new KeepPolicy { Last = 1 }));

    [Fact]
    public void Only_a_policy_without_rules_is_empty()
    {
        Assert.True(new KeepPolicy().IsEmpty);
        Assert.False(new KeepPolicy { Yearly = KeepPolicy.Unlimited }.IsEmpty);
        Assert.False(new KeepPolicy { WithinYearly = new KeepDuration(0, 0, 0, 1) }.IsEmpty);
        Assert.False(new KeepPolicy { Tags = [["a"]] }.IsEmpty);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("unlimited", KeepPolicy.Unlimited)]
    [InlineData("-1", KeepPolicy.Unlimited)]
    public void ParseCount_reads_numbers_and_unlimited(string text, int expected) => Assert.Equal(expected, KeepPolicy.ParseCount(text));

    [Theory]
    [InlineData("-2")]
    [InlineData("all")]
    [InlineData("")]
    public void ParseCount_refuses_the_rest(string text) => Assert.Throws<FormatException>(() => KeepPolicy.ParseCount(text));

    [Fact]
    public void Apply_refuses_numbers_without_meaning_and_names_them_all()
    {
        KeepPolicy policy = new() { Last = -2, Within = new KeepDuration(0, 0, -3, 0) };
        ArgumentException failure = Assert.Throws<ArgumentException>(() => Apply(policy));
        Assert.Contains("-2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-3d", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", SnapshotGroupBy.None)]
    [InlineData("host,paths", SnapshotGrouping.Default)]
    [InlineData("tags,path,hosts", SnapshotGroupBy.Host | SnapshotGroupBy.Paths | SnapshotGroupBy.Tags)]
    public void Grouping_reads_the_words_of_restic(string text, SnapshotGroupBy expected) => Assert.Equal(expected, SnapshotGrouping.Parse(text));

    [Fact]
    public void Grouping_refuses_other_words() => Assert.Throws<FormatException>(() => SnapshotGrouping.Parse("host,user"));

    [Fact]
    public void Grouping_looks_at_paths_and_tags_as_sets()
    {
        SnapshotFile one = File(Now) with { Paths = ["/b", "/a"], Tags = ["y", "x"], Hostname = "h" };
        SnapshotFile two = one with { Paths = ["/a", "/b"], Tags = ["x", "y"] };
        SnapshotGroup group = Assert.Single(SnapshotGrouping.Group([(Id(1), one), (Id(2), two)], SnapshotGrouping.Parse("host,paths,tags")));
        Assert.Equal("host h, path [/a /b], tags [x y]", group.Key.ToString());
        Assert.Equal(2, SnapshotGrouping.Group([(Id(1), one), (Id(2), two with { Tags = ["x"] })], SnapshotGroupBy.Tags).Count);
    }

    private static string Reasons(KeepDecision decision) => string.Join(", ", decision.Reasons);

    private static IReadOnlyList<KeepDecision> Apply(KeepPolicy policy, params string[] times) =>
        KeepRules.Apply(times.Select((text, i) => (Id(i), File(Time(text)))), policy, Now);

    private static SnapshotFile File(DateTimeOffset time) => new() { Time = time, Tree = Id(0).ToString(), Paths = ["/dumpfile.sql"] };

    private static ResticSnapshotId Id(int number) => new(Sha256Id.Hash(BitConverter.GetBytes(number)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
