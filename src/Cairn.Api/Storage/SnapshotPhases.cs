namespace Cairn.Api.Storage;

/// <summary>Phases of a Snapshot and of its components.</summary>
public static class SnapshotPhases
{
    /// <summary>Not begun.</summary>
    public const string Pending = "Pending";

    /// <summary>Under way.</summary>
    public const string Running = "Running";

    /// <summary>Complete and stored.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Ended without being complete.</summary>
    public const string Failed = "Failed";
}
