using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Storage;

/// <summary>The result of one backup in one Repository.</summary>
[KubernetesEntity(Group = ApiGroups.Storage, ApiVersion = ApiGroups.Version, Kind = nameof(Snapshot), PluralName = "snapshots")]
public sealed record Snapshot : ApiObject
{
    /// <summary>An object without a name.</summary>
    public Snapshot()
        : base(ApiGroups.Storage, nameof(Snapshot))
    {
    }

    /// <summary>What the backup was to be.</summary>
    public SnapshotSpec? Spec { get; init; }

    /// <summary>What became of it. Written by Cairn and by the Job of the backup.</summary>
    public SnapshotStatus? Status { get; init; }
}
