namespace Cairn.Api.Core;

/// <summary>Phases of a BackupVerificationSession.</summary>
public static class VerificationPhases
{
    /// <summary>Under way.</summary>
    public const string Running = "Running";

    /// <summary>The Snapshot is good.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>It is not, or it could not be told.</summary>
    public const string Failed = "Failed";

    /// <summary>Not run, since the Snapshot had been proven before.</summary>
    public const string Skipped = "Skipped";
}
