namespace Cairn.Api.Core;

/// <summary>Phases of a RestoreSession and of its components.</summary>
public static class RestorePhases
{
    /// <summary>Not begun.</summary>
    public const string Pending = "Pending";

    /// <summary>Under way.</summary>
    public const string Running = "Running";

    /// <summary>Something failed; the conditions say what.</summary>
    public const string Failed = "Failed";

    /// <summary>Everything was restored, and all that follows was done.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>It contradicts the rules; the condition ValidationPassed says which.</summary>
    public const string Invalid = "Invalid";

    /// <summary>It cannot be told.</summary>
    public const string Unknown = "Unknown";
}
