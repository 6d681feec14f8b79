namespace Cairn.ControlPlane.Pods.Logs;

/// <summary>Which part of a log is wanted, and how.</summary>
internal sealed record LogOptions
{
    /// <summary>Whether to go on as lines come, until the container ends.</summary>
    public bool IsFollowing { get; init; }

    /// <summary>How many of the last lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Only lines from a time on; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether each line begins with its time.</summary>
    public bool HasTimes { get; init; }

    /// <summary>After how many bytes to end; null for never.</summary>
    public long? LimitBytes { get; init; }
}
