using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>A plan by which several applications are backed up together.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupBatch), PluralName = "backupbatches")]
public sealed record BackupBatch : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupBatch()
        : base(ApiGroups.Core, nameof(BackupBatch))
    {
    }

    /// <summary>What is wanted.</summary>
    public BackupBatchSpec? Spec { get; init; }

    /// <summary>What was found. Written by Cairn.</summary>
    public BackupBatchStatus? Status { get; init; }
}
