using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Storage;

/// <summary>Which Snapshots are kept, and for how long.</summary>
[KubernetesEntity(Group = ApiGroups.Storage, ApiVersion = ApiGroups.Version, Kind = nameof(RetentionPolicy), PluralName = "retentionpolicies")]
public sealed record RetentionPolicy : ApiObject
{
    /// <summary>An object without a name.</summary>
    public RetentionPolicy()
        : base(ApiGroups.Storage, nameof(RetentionPolicy))
    {
    }

    /// <summary>What is wanted.</summary>
    public RetentionPolicySpec? Spec { get; init; }
}
