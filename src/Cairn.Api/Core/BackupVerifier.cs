using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>How Snapshots are proven by restoring them.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupVerifier), PluralName = "backupverifier")]
public sealed record BackupVerifier : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupVerifier()
        : base(ApiGroups.Core, nameof(BackupVerifier))
    {
    }

    /// <summary>What is wanted.</summary>
    public BackupVerifierSpec? Spec { get; init; }
}
