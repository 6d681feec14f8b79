namespace Cairn.Api.Storage;

/// <summary>One attempt to archive log.</summary>
public sealed record LogAttempt
{
    /// <summary>The oldest time it covers.</summary>
    public string? Start { get; init; }

    /// <summary>The newest time it covers.</summary>
    public string? End { get; init; }

    /// <summary>Why it failed. Unset: it did not.</summary>
    public string? Error { get; init; }
}
