namespace Cairn.Api.Core;

/// <summary>Phases of the application of a RetentionPolicy.</summary>
public static class RetentionPhases
{
    /// <summary>Not begun.</summary>
    public const string Pending = "Pending";

    /// <summary>Done.</summary>
    public const string Applied = "Applied";

    /// <summary>It failed.</summary>
    public const string FailedToApply = "FailedToApply";
}
