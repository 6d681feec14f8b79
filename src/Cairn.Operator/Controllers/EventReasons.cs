namespace Cairn.Operator.Controllers;

/// <summary>The reasons of events about plans and sessions. docs/operator.md lists them; a new one is added there as well.</summary>
internal static class EventReasons
{
    public const string BackupSkipped = nameof(BackupSkipped);
    public const string BackupStarted = nameof(BackupStarted);
    public const string BackupSucceeded = nameof(BackupSucceeded);
    public const string BackupFailed = nameof(BackupFailed);
    public const string BackupRetried = nameof(BackupRetried);
    public const string RetentionFailed = nameof(RetentionFailed);
    public const string ExecutorStopped = nameof(ExecutorStopped);
    public const string InvalidConfiguration = nameof(InvalidConfiguration);
    public const string BackupTriggered = nameof(BackupTriggered);
    public const string NotSupported = nameof(NotSupported);
    public const string RestoreStarted = nameof(RestoreStarted);
    public const string RestoreSucceeded = nameof(RestoreSucceeded);
    public const string RestoreFailed = nameof(RestoreFailed);
    public const string BackupsPaused = nameof(BackupsPaused);
    public const string BackupsResumed = nameof(BackupsResumed);
}
