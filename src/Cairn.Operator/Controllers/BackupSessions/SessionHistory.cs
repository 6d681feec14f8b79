using Cairn.Api.Core;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Which older sessions go when one has ended.</summary>
internal static class SessionHistory
{
    /// <summary>
    /// The sessions to be removed, of those that are over and will not be tried again. The one that has just ended counts as the newest. Skipped ones
    /// are counted by themselves: they must not push out what tells of the last backup.
    /// </summary>
    /// <param name="others">The other sessions of the same plan and session.</param>
    /// <param name="limit">How many are kept, at least one.</param>
    public static IEnumerable<BackupSession> Superfluous(IEnumerable<BackupSession> others, int limit)
    {
        BackupSession[] over = [.. others.Where(session => BackupSessionRun.IsOver(session) && !IsToBeRetried(session))
            .OrderByDescending(session => session.Metadata.CreationTimestamp).ThenByDescending(session => session.Metadata.Name, StringComparer.Ordinal)];
        int kept = Math.Max(1, limit);
        return over.Where(session => !IsSkipped(session)).Skip(kept - 1).Concat(over.Where(IsSkipped).Skip(kept));
    }

    private static bool IsSkipped(BackupSession session) => session.Status?.Phase == BackupSessionPhases.Skipped;

    private static bool IsToBeRetried(BackupSession session) => session.Status is { NextRetry: not null, Retried: not true };
}
