using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Storage;

/// <summary>A bucket, container or directory in which backups are stored.</summary>
[KubernetesEntity(Group = ApiGroups.Storage, ApiVersion = ApiGroups.Version, Kind = nameof(BackupStorage), PluralName = "backupstorages")]
public sealed record BackupStorage : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupStorage()
        : base(ApiGroups.Storage, nameof(BackupStorage))
    {
    }

    /// <summary>What is wanted.</summary>
    public BackupStorageSpec? Spec { get; init; }

    /// <summary>What was found. Written by Cairn.</summary>
    public BackupStorageStatus? Status { get; init; }
}
