using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>What became of a backup.</summary>
public sealed record SnapshotStatus
{
    /// <summary>Computed from the components and conditions.</summary>
    [OneOf(typeof(SnapshotPhases))]
    public string? Phase { get; init; }

    /// <summary>Whether the Snapshot has been proven by restoring it.</summary>
    [OneOf(typeof(VerificationStatuses))]
    public string? VerificationStatus { get; init; }

    /// <summary>Name of the BackupVerificationSession that did so.</summary>
    public string? VerificationSession { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? SnapshotTime { get; init; }

    /// <summary>When an incremental Snapshot was last added to.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>Sum of the components' sizes, such as 781 B.</summary>
    public string? Size { get; init; }

    /// <summary>Whether all components were found whole. Unset: not all were checked.</summary>
    public bool? Integrity { get; init; }

    /// <summary>How many components there will be.</summary>
    public int? TotalComponents { get; init; }

    /// <summary>The components, by name, such as dump.</summary>
    [GranularMap]
    public IReadOnlyDictionary<string, SnapshotComponent>? Components { get; init; }

    /// <summary>RecentSnapshotListUpdated, SnapshotMetadataUploaded and BackupIncomplete.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
