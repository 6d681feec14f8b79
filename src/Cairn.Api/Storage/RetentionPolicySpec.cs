using Cairn.Api.Meta;

namespace Cairn.Api.Storage;

/// <summary>Which Snapshots are kept. At least one of maxRetentionPeriod and successfulSnapshots is given.</summary>
public sealed record RetentionPolicySpec
{
    /// <summary>
    /// Age beyond which a Snapshot goes: numbers with the units y (365 days), mo (30 days), w, d, h and m (minutes), such as 1y6mo. Unset: no
    /// limit.
    /// </summary>
    public string? MaxRetentionPeriod { get; init; }

    /// <summary>How many Snapshots that succeeded are kept. Unset: as many as the age allows.</summary>
    public SuccessfulSnapshotsKeep? SuccessfulSnapshots { get; init; }

    /// <summary>How many Snapshots that failed are kept. Unset: the last one.</summary>
    public FailedSnapshotsKeep? FailedSnapshots { get; init; }

    /// <summary>Which namespaces may refer to this policy. Unset: its own namespace alone.</summary>
    public UsagePolicy? UsagePolicy { get; init; }

    /// <summary>Whether backups that name no policy use this one. At most one of a namespace may say so. Unset: no.</summary>
    public bool? Default { get; init; }
}
