namespace Cairn.Api.Core;

/// <summary>Phases of a BackupSession.</summary>
public static class BackupSessionPhases
{
    /// <summary>Not begun.</summary>
    public const string Pending = "Pending";

    /// <summary>Under way.</summary>
    public const string Running = "Running";

    /// <summary>Every Snapshot is stored, and all that follows was done.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Something failed; the conditions say what.</summary>
    public const string Failed = "Failed";

    /// <summary>Not run, since the plan was not ready or another run was under way.</summary>
    public const string Skipped = "Skipped";
}
