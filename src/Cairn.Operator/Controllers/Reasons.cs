namespace Cairn.Operator.Controllers;

/// <summary>
/// Reasons of events and of conditions on the storage side; docs/operator.md explains each. Those of conditions are KubeStash's.
/// </summary>
internal static class Reasons
{
    public const string BackendInitializationSucceeded = "BackendInitializationSucceeded";
    public const string BackendInitializationFailed = "BackendInitializationFailed";
    public const string BackendSecretAvailable = "BackendSecretAvailable";
    public const string BackendSecretNotAvailable = "BackendSecretNotAvailable";
    public const string RepositoryInitializationSucceeded = "RepositoryInitializationSucceeded";
    public const string RepositoryInitializationFailed = "RepositoryInitializationFailed";
    public const string SuccessfullyUpdatedRecentSnapshotList = "SuccessfullyUpdatedRecentSnapshotList";
    public const string SuccessfullyUploadedSnapshotMetadata = "SuccessfullyUploadedSnapshotMetadata";
    public const string FailedToUploadSnapshotMetadata = "FailedToUploadSnapshotMetadata";
    public const string BackupExecutorTerminatedBeforeCompletion = "BackupExecutorTerminatedBeforeCompletion";

    /// <summary>Event: an object was found in a storage and made in the cluster.</summary>
    public const string Synchronized = "Synchronized";

    /// <summary>Event: an object in a storage could not be made in the cluster.</summary>
    public const string SynchronizationFailed = "SynchronizationFailed";

    /// <summary>Event: data was erased.</summary>
    public const string Erased = "Erased";

    /// <summary>Event: data could not be erased; it is tried again.</summary>
    public const string ErasingFailed = "ErasingFailed";

    /// <summary>Event: an object went without its data being erased, and why.</summary>
    public const string DataLeftBehind = "DataLeftBehind";

    /// <summary>Event: a file beside the data could not be written; it is tried again.</summary>
    public const string MetadataNotWritten = "MetadataNotWritten";
}
