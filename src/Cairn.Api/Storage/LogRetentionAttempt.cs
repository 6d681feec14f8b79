namespace Cairn.Api.Storage;

/// <summary>One removal of old log.</summary>
public sealed record LogRetentionAttempt
{
    /// <summary>When it ran.</summary>
    public string? LastExecutionTime { get; init; }

    /// <summary>The age beyond which log was removed.</summary>
    public string? RetentionPeriodApplied { get; init; }

    /// <summary>How many files were removed.</summary>
    public long? DeletedLogCount { get; init; }

    /// <summary>Why it failed. Unset: it did not.</summary>
    public string? Error { get; init; }
}
