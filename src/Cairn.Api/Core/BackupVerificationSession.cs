using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>One proof of one Snapshot.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupVerificationSession), PluralName = "backupverificationsession")]
public sealed record BackupVerificationSession : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupVerificationSession()
        : base(ApiGroups.Core, nameof(BackupVerificationSession))
    {
    }

    /// <summary>What is to be done.</summary>
    public BackupVerificationSessionSpec? Spec { get; init; }

    /// <summary>What became of it. Written by Cairn.</summary>
    public BackupVerificationSessionStatus? Status { get; init; }
}
