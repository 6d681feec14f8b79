namespace Cairn.Api.Storage;

/// <summary>A backup by WAL-G.</summary>
public sealed record WalGStats
{
    /// <summary>Its name.</summary>
    public string? Id { get; init; }

    /// <summary>The databases in it.</summary>
    public IReadOnlyList<string>? Databases { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? StopTime { get; init; }
}
