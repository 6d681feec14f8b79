namespace Cairn.Api.Storage;

/// <summary>How much of the application a Snapshot holds.</summary>
public static class SnapshotTypes
{
    /// <summary>All of it.</summary>
    public const string FullBackup = "FullBackup";

    /// <summary>What was written since another one.</summary>
    public const string IncrementalBackup = "IncrementalBackup";
}
