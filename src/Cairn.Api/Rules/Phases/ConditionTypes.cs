namespace Cairn.Api.Rules.Phases;

/// <summary>Types of conditions that phases are computed from.</summary>
public static class ConditionTypes
{
    /// <summary>BackupStorage: whether its metadata file is in place.</summary>
    public const string BackendInitialized = "BackendInitialized";

    /// <summary>BackupStorage: whether the Secret it names exists. Absent when it names none.</summary>
    public const string BackendSecretFound = "BackendSecretFound";

    /// <summary>Repository: whether its metadata file is in place.</summary>
    public const string RepositoryInitialized = "RepositoryInitialized";

    /// <summary>Snapshot: whether the Repository's list of recent Snapshots has it.</summary>
    public const string RecentSnapshotListUpdated = "RecentSnapshotListUpdated";

    /// <summary>Snapshot: whether its metadata file is in the bucket; the last step of a backup.</summary>
    public const string SnapshotMetadataUploaded = "SnapshotMetadataUploaded";

    /// <summary>Snapshot: whether the Job ended before the backup did. True is bad.</summary>
    public const string BackupIncomplete = "BackupIncomplete";

    /// <summary>BackupConfiguration, BackupBatch, RestoreSession: whether the object makes sense.</summary>
    public const string ValidationPassed = "ValidationPassed";

    /// <summary>A session of a BackupConfiguration: whether its CronJob exists.</summary>
    public const string SchedulerEnsured = "SchedulerEnsured";

    /// <summary>A session of a BackupConfiguration: whether its first backup was triggered.</summary>
    public const string InitialBackupTriggered = "InitialBackupTriggered";

    /// <summary>BackupSession: whether it was given up before it began.</summary>
    public const string BackupSkipped = "BackupSkipped";

    /// <summary>BackupSession: whether its Snapshots exist.</summary>
    public const string SnapshotsEnsured = "SnapshotsEnsured";

    /// <summary>BackupSession: whether the hooks before the backup succeeded.</summary>
    public const string PreBackupHooksExecutionSucceeded = "PreBackupHooksExecutionSucceeded";

    /// <summary>BackupSession: whether its Job exists.</summary>
    public const string BackupExecutorEnsured = "BackupExecutorEnsured";

    /// <summary>BackupSession: whether the hooks after the backup succeeded.</summary>
    public const string PostBackupHooksExecutionSucceeded = "PostBackupHooksExecutionSucceeded";

    /// <summary>BackupSession: whether the retention Job exists.</summary>
    public const string RetentionPolicyExecutorEnsured = "RetentionPolicyExecutorEnsured";

    /// <summary>BackupSession: whether retention ended before it was done. True is bad.</summary>
    public const string SnapshotCleanupIncomplete = "SnapshotCleanupIncomplete";

    /// <summary>BackupSession: whether older sessions were removed.</summary>
    public const string SessionHistoryCleaned = "SessionHistoryCleaned";

    /// <summary>BackupSession, RestoreSession: set last of all; until then the session is not over.</summary>
    public const string MetricsPushed = "MetricsPushed";

    /// <summary>RestoreSession: whether the target exists.</summary>
    public const string RestoreTargetFound = "RestoreTargetFound";

    /// <summary>RestoreSession: whether the hooks before the restore succeeded.</summary>
    public const string PreRestoreHooksExecutionSucceeded = "PreRestoreHooksExecutionSucceeded";

    /// <summary>RestoreSession: whether its Job exists.</summary>
    public const string RestoreExecutorEnsured = "RestoreExecutorEnsured";

    /// <summary>RestoreSession: whether the Job ended before the restore did. True is bad.</summary>
    public const string RestoreIncomplete = "RestoreIncomplete";

    /// <summary>RestoreSession: whether the hooks after the restore succeeded.</summary>
    public const string PostRestoreHooksExecutionSucceeded = "PostRestoreHooksExecutionSucceeded";

    /// <summary>BackupVerificationSession: whether there was nothing to verify.</summary>
    public const string BackupVerificationSkipped = "BackupVerificationSkipped";

    /// <summary>BackupVerificationSession: whether its Job exists.</summary>
    public const string VerificationExecutorEnsured = "VerificationExecutorEnsured";

    /// <summary>BackupVerificationSession: whether the backup could be restored.</summary>
    public const string RestoreSucceeded = "RestoreSucceeded";

    /// <summary>BackupVerificationSession: whether what was restored is what was expected.</summary>
    public const string BackupVerified = "BackupVerified";

    /// <summary>BackupVerificationSession: whether older ones were removed; the last step.</summary>
    public const string VerificationSessionHistoryCleaned = "VerificationSessionHistoryCleaned";
}
