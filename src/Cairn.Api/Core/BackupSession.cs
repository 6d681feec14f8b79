using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>One run of a session of a plan.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupSession), PluralName = "backupsessions")]
public sealed record BackupSession : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupSession()
        : base(ApiGroups.Core, nameof(BackupSession))
    {
    }

    /// <summary>What is to be done. It cannot be changed.</summary>
    public BackupSessionSpec? Spec { get; init; }

    /// <summary>What became of it. Written by Cairn.</summary>
    public BackupSessionStatus? Status { get; init; }
}
