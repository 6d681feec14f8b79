namespace Cairn.Api.Storage;

/// <summary>A backup by clickhouse-backup.</summary>
public sealed record ClickHouseStats
{
    /// <summary>Its name.</summary>
    public string? Id { get; init; }

    /// <summary>The host it was taken of.</summary>
    public string? Host { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishTime { get; init; }

    /// <summary>How it ended.</summary>
    public string? Status { get; init; }
}
