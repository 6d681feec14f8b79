namespace Cairn.Api.Storage;

/// <summary>A backup by Medusa.</summary>
public sealed record MedusaStats
{
    /// <summary>Its name.</summary>
    public string? BackupName { get; init; }

    /// <summary>The nodes in it.</summary>
    public IReadOnlyList<string>? BackupNodes { get; init; }

    /// <summary>When it began.</summary>
    public string? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public string? FinishTime { get; init; }

    /// <summary>How it ended.</summary>
    public string? Status { get; init; }
}
