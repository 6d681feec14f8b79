using Cairn.Api.Core;
using Cairn.Api.Storage;

namespace Cairn.Api.Rules.Phases;

/// <summary>
/// The phase of a BackupSession. Until MetricsPushed is set it is not over, even if every Snapshot is done: hooks and retention are still to come.
/// </summary>
public static class BackupSessionPhaseRules
{
    /// <summary>The phase, from the conditions, the Snapshots and what retention reported.</summary>
    public static string Of(BackupSessionStatus? status)
    {
        ConditionList conditions = new(status?.Conditions);
        if (conditions.IsFalse(ConditionTypes.MetricsPushed))
        {
            return BackupSessionPhases.Failed;
        }

        if (conditions.IsTrue(ConditionTypes.BackupSkipped))
        {
            return BackupSessionPhases.Skipped;
        }

        bool isOver = conditions.Has(ConditionTypes.MetricsPushed);
        if (conditions.IsTrue(ConditionTypes.MetricsPushed) && HasFailure(conditions, status))
        {
            return BackupSessionPhases.Failed;
        }

        string phase = OfSnapshots(status);
        return phase == BackupSessionPhases.Pending || isOver ? phase : BackupSessionPhases.Running;
    }

    /// <summary>The phase of the Snapshots together: over when all that were to be made have ended, and failed if any of them did.</summary>
    public static string OfSnapshots(BackupSessionStatus? status)
    {
        IReadOnlyList<SnapshotReferenceStatus> snapshots = status?.Snapshots ?? [];
        int expected = Math.Max(status?.TotalSnapshots ?? 0, snapshots.Count);
        int failed = snapshots.Count(item => item.Phase == SnapshotPhases.Failed);
        int ended = failed + snapshots.Count(item => item.Phase == SnapshotPhases.Succeeded);
        return snapshots.All(item => item.Phase is SnapshotPhases.Pending or null or "") ? BackupSessionPhases.Pending
            : ended != expected ? BackupSessionPhases.Running
            : failed > 0 ? BackupSessionPhases.Failed
            : BackupSessionPhases.Succeeded;
    }

    private static bool HasFailure(ConditionList conditions, BackupSessionStatus? status) =>
        conditions.IsAnyFalse(
            ConditionTypes.BackupExecutorEnsured, ConditionTypes.SnapshotsEnsured, ConditionTypes.PreBackupHooksExecutionSucceeded,
            ConditionTypes.PostBackupHooksExecutionSucceeded, ConditionTypes.SessionHistoryCleaned)
        || conditions.IsTrue(ConditionTypes.SnapshotCleanupIncomplete)
        || (status?.RetentionPolicy ?? []).Any(item => item.Phase == RetentionPhases.FailedToApply);
}
