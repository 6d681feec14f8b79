namespace Cairn.Api.Core;

/// <summary>Phases of a hook.</summary>
public static class HookPhases
{
    /// <summary>It did what it should.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>It failed in every attempt.</summary>
    public const string Failed = "Failed";

    /// <summary>It has not run.</summary>
    public const string Pending = "Pending";
}
