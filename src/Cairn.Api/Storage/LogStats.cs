namespace Cairn.Api.Storage;

/// <summary>An archived log.</summary>
public sealed record LogStats
{
    /// <summary>The oldest time it covers.</summary>
    public string? Start { get; init; }

    /// <summary>The newest time it covers.</summary>
    public string? End { get; init; }

    /// <summary>The newest position in the log.</summary>
    public string? Lsn { get; init; }

    /// <summary>How many attempts have failed.</summary>
    public long? TotalFailedCount { get; init; }

    /// <summary>The last attempts that failed.</summary>
    public IReadOnlyList<LogAttempt>? LastFailedStats { get; init; }

    /// <summary>How many attempts have succeeded.</summary>
    public long? TotalSucceededCount { get; init; }

    /// <summary>The last attempts that succeeded.</summary>
    public IReadOnlyList<LogAttempt>? LastSucceededStats { get; init; }

    /// <summary>The last removals of old log.</summary>
    public IReadOnlyList<LogRetentionAttempt>? LastLogRetentionStats { get; init; }
}
