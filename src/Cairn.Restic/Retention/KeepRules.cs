using System.Globalization;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Retention;

/// <summary>
/// Applies a <see cref="KeepPolicy"/> to the snapshots of one group, with the results of restic's <c>forget</c>. Pure: it reads and removes nothing.
/// </summary>
/// <remarks>
/// <para>Hours, days, weeks, months and years are those of the clock on the wall where a snapshot was made: each is seen in the offset from UTC
/// that its own time carries.</para>
/// <para>A rule with a count walks from the newest snapshot to the oldest, keeps the first one it meets of each period, and ends when its count is
/// used up. If some of the count is left when it arrives at the very oldest, it keeps that one too, so that the history becomes as long as
/// the rule allows. Durations are measured back from the newest snapshot that is not in the future, not from now: a group that is not backed
/// up any more keeps what it has.</para>
/// </remarks>
public static class KeepRules
{
    /// <summary>Decides about each snapshot of a group.</summary>
    /// <param name="snapshots">The group, in any order. Snapshots of the same time are taken in the order of their names.</param>
    /// <param name="policy">The rules. An empty policy removes everything: callers refuse it before.</param>
    /// <param name="now">The present time, to tell snapshots that claim to come from the future.</param>
    /// <returns>One decision a snapshot, newest snapshot first.</returns>
    /// <exception cref="ArgumentException">A number of the policy has no meaning.</exception>
    public static IReadOnlyList<KeepDecision> Apply(
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, KeepPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(policy);
        policy.Validate();
        List<(ResticSnapshotId Id, SnapshotFile File)> sorted =
            [.. snapshots.OrderByDescending(snapshot => snapshot.File.Time).ThenBy(snapshot => snapshot.Id.ToString(), StringComparer.Ordinal)];

        // Null when all snapshots are in the future: then nothing is too old for a duration.
        DateTimeOffset? latest = sorted.Where(snapshot => snapshot.File.Time < now).Select(snapshot => (DateTimeOffset?)snapshot.File.Time).FirstOrDefault();
        List<PeriodRule> counted = Counted(policy);
        List<PeriodRule> within = Within(policy, latest);
        DateTimeOffset allSince = Since(policy.Within, latest);

        List<KeepDecision> decisions = [];
        for (int i = 0; i < sorted.Count; i++)
        {
            (ResticSnapshotId id, SnapshotFile file) = sorted[i];
            bool isOldest = i == sorted.Count - 1;
            List<string> reasons = [.. policy.Tags.Where(list => HasTags(file, list)).Select(list => $"has tags [{string.Join(", ", list)}]")];
            if (!policy.Within.IsZero && file.Time > allSince)
            {
                reasons.Add($"within {policy.Within}");
            }

            reasons.AddRange(counted.Concat(within).Select(rule => rule.Offer(file.Time, i, isOldest)).OfType<string>());
            decisions.Add(new KeepDecision(id, file, reasons));
        }

        return decisions;
    }

    /// <summary>True if a snapshot has all the tags of a list; the empty tag is had by a snapshot without any.</summary>
    internal static bool HasTags(SnapshotFile file, IReadOnlyList<string> list)
    {
        IReadOnlyList<string> tags = file.Tags ?? [];
        foreach (string tag in list)
        {
            // That the rest of the list is not looked at is restic's way too.
            if (tag.Length == 0 && tags.Count == 0)
            {
                return true;
            }

            if (!tags.Contains(tag, StringComparer.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static List<PeriodRule> Counted(KeepPolicy policy)
    {
        List<PeriodRule> rules = [];
        Add(policy.Last, "last snapshot", (_, number) => number);
        Add(policy.Hourly, "hourly snapshot", Hour);
        Add(policy.Daily, "daily snapshot", Day);
        Add(policy.Weekly, "weekly snapshot", Week);
        Add(policy.Monthly, "monthly snapshot", Month);
        Add(policy.Yearly, "yearly snapshot", Year);
        return rules;

        void Add(int count, string reason, Func<DateTimeOffset, int, long> period)
        {
            if (count != 0)
            {
                rules.Add(new PeriodRule(reason, "", period, count, DateTimeOffset.MinValue));
            }
        }
    }

    private static List<PeriodRule> Within(KeepPolicy policy, DateTimeOffset? latest)
    {
        List<PeriodRule> rules = [];
        Add(policy.WithinHourly, "hourly within", Hour);
        Add(policy.WithinDaily, "daily within", Day);
        Add(policy.WithinWeekly, "weekly within", Week);
        Add(policy.WithinMonthly, "monthly within", Month);
        Add(policy.WithinYearly, "yearly within", Year);
        return rules;

        void Add(KeepDuration duration, string reason, Func<DateTimeOffset, int, long> period)
        {
            if (!duration.IsZero)
            {
                rules.Add(new PeriodRule(reason, $" {duration}", period, KeepPolicy.Unlimited, Since(duration, latest)));
            }
        }
    }

    private static DateTimeOffset Since(KeepDuration duration, DateTimeOffset? latest) =>
        latest is { } moment ? duration.Before(moment) : DateTimeOffset.MinValue;

    private static long Hour(DateTimeOffset time, int number) => (Day(time, number) * 100) + time.Hour;

    private static long Day(DateTimeOffset time, int number) => (Month(time, number) * 100) + time.Day;

    private static long Week(DateTimeOffset time, int number) => (ISOWeek.GetYear(time.DateTime) * 100L) + ISOWeek.GetWeekOfYear(time.DateTime);

    private static long Month(DateTimeOffset time, int number) => (Year(time, number) * 100) + time.Month;

    private static long Year(DateTimeOffset time, int number) => time.Year;

    /// <summary>One rule on its way from the newest snapshot to the oldest.</summary>
    private sealed class PeriodRule(string reason, string suffix, Func<DateTimeOffset, int, long> period, int count, DateTimeOffset since)
    {
        private int _left = count;
        private long _last = -1;

        /// <summary>The reason to keep the next snapshot; null if this rule does not want it.</summary>
        public string? Offer(DateTimeOffset time, int number, bool isOldest)
        {
            if (_left == 0 || (since != DateTimeOffset.MinValue && time <= since))
            {
                return null;
            }

            long current = period(time, number);
            bool isSame = current == _last;
            if (isSame && !isOldest)
            {
                return null;
            }

            _last = current;
            _left -= _left > 0 ? 1 : 0;
            return isSame ? $"oldest {reason}{suffix}" : $"{reason}{suffix}";
        }
    }
}
