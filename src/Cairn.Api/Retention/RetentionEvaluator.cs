namespace Cairn.Api.Retention;

/// <summary>
/// Decides which Snapshots stay. Pure: the same Snapshots, rules and time give the same plan, in whatever order the Snapshots come.
/// <para>Per Repository and session:</para>
/// <list type="number">
/// <item>Snapshots being deleted count for nothing; unfinished and incremental ones stay.</item>
/// <item>What is older than the maximum age goes.</item>
/// <item>Of the successful rest, each count keeps what it names, and a Snapshot stays that any count keeps. No count at all keeps all.</item>
/// <item>Of the failed rest, the newest few stay.</item>
/// <item>Whatever was decided so far, these stay: what is in use, the newest successful Snapshot, and the newest successful one that is not
/// known to be damaged. There is always something to restore.</item>
/// </list>
/// </summary>
public static class RetentionEvaluator
{
    /// <summary>Makes the plan for any number of Repositories and sessions.</summary>
    /// <param name="snapshots">All Snapshots of the Repositories in question; a missing one would be missing from the counts.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="now">The time that ages are measured to.</param>
    /// <exception cref="ArgumentException">The maximum age is not longer than zero, which would remove everything: nothing is decided.</exception>
    public static RetentionPlan Evaluate(IEnumerable<SnapshotFacts> snapshots, RetentionRules rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.MaxAge is { IsPositive: false })
        {
            throw new ArgumentException(
                $"RetentionPolicy {rules.PolicyName}: maxRetentionPeriod {rules.MaxAge} is not longer than zero and would remove every Snapshot. "
                + "Nothing was removed; write a period such as 30d.", nameof(rules));
        }

        RetentionGroup[] groups =
        [
            .. snapshots.GroupBy(item => (item.Namespace, item.Repository, item.Session))
                .OrderBy(group => group.Key.Namespace, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Repository, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Session, StringComparer.Ordinal)
                .Select(group => new RetentionGroup(group.Key.Namespace, group.Key.Repository, group.Key.Session, Decide(group, rules, now))),
        ];
        return new RetentionPlan(rules.PolicyName, groups);
    }

    private static RetentionDecision[] Decide(IEnumerable<SnapshotFacts> group, RetentionRules rules, DateTimeOffset now)
    {
        SnapshotFacts[] sorted = [.. group.OrderByDescending(item => item.Time).ThenByDescending(item => item.Name, StringComparer.Ordinal)];
        Dictionary<SnapshotFacts, RetentionDecision> decisions = new(ReferenceEqualityComparer.Instance);
        List<SnapshotFacts> candidates = [];
        foreach (SnapshotFacts item in sorted)
        {
            RetentionDecision? early = DecideAlone(item, rules, now);
            if (early is null)
            {
                candidates.Add(item);
            }
            else
            {
                decisions[item] = early;
            }
        }

        DecideSuccessful([.. candidates.Where(item => item.Phase == SnapshotPhaseFact.Succeeded)], rules, decisions);
        DecideFailed([.. candidates.Where(item => item.Phase == SnapshotPhaseFact.Failed)], rules, decisions);
        Protect(sorted, decisions);
        return [.. sorted.Select(item => decisions[item])];
    }

    /// <summary>The decision that needs no other Snapshot, or null.</summary>
    private static RetentionDecision? DecideAlone(SnapshotFacts item, RetentionRules rules, DateTimeOffset now) =>
        item.IsBeingDeleted ? Remove(item, "already being deleted")
        : item.Phase == SnapshotPhaseFact.Unfinished ? Keep(item, "not finished")
        : item.IsIncremental ? Keep(item, "incremental: kept with the snapshot it builds on")
        : rules.MaxAge is { } age && now - item.Time > age.Length ? Remove(item, $"older than {age}")
        : null;

    private static void DecideSuccessful(
        SnapshotFacts[] candidates, RetentionRules rules, Dictionary<SnapshotFacts, RetentionDecision> decisions)
    {
        List<CalendarRule> counts = CalendarRule.For(rules);
        for (int i = 0; i < candidates.Length; i++)
        {
            SnapshotFacts item = candidates[i];
            DateTime local = TimeZoneInfo.ConvertTime(item.Time, rules.TimeZone).DateTime;
            string[] reasons = [.. counts.Select(rule => rule.Offer(local, i == candidates.Length - 1)).OfType<string>()];
            decisions[item] = reasons.Length > 0 ? new(item, IsKept: true, reasons)
                : counts.Count > 0 ? Remove(item, "kept by no rule")
                : Keep(item, rules.MaxAge is null ? "no rule removes it" : $"not older than {rules.MaxAge}");
        }
    }

    private static void DecideFailed(SnapshotFacts[] candidates, RetentionRules rules, Dictionary<SnapshotFacts, RetentionDecision> decisions)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            decisions[candidates[i]] = rules.FailedLast < 0 || i < rules.FailedLast
                ? Keep(candidates[i], "last failed snapshot")
                : Remove(candidates[i], $"failed, and not among the last {rules.FailedLast}");
        }
    }

    private static void Protect(SnapshotFacts[] sorted, Dictionary<SnapshotFacts, RetentionDecision> decisions)
    {
        SnapshotFacts[] successful = [.. sorted.Where(item => item is { Phase: SnapshotPhaseFact.Succeeded, IsBeingDeleted: false, IsIncremental: false })];
        SnapshotFacts? newest = successful.FirstOrDefault();
        SnapshotFacts? newestSound = successful.FirstOrDefault(item => !item.IsDamaged);
        foreach (SnapshotFacts item in sorted.Where(item => !item.IsBeingDeleted && !decisions[item].IsKept))
        {
            string? reason = item.UsedBy.Count > 0 ? $"in use by {string.Join(", ", item.UsedBy)}"
                : ReferenceEquals(item, newest) ? "newest successful snapshot"
                : ReferenceEquals(item, newestSound) ? "newest successful snapshot that is not known to be damaged"
                : null;
            decisions[item] = reason is null ? decisions[item] : Keep(item, reason);
        }
    }

    private static RetentionDecision Keep(SnapshotFacts item, string reason) => new(item, IsKept: true, [reason]);

    private static RetentionDecision Remove(SnapshotFacts item, string reason) => new(item, IsKept: false, [reason]);
}
