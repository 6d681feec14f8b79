using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Addons;

/// <summary>What can be done for one kind of application: the tasks of its backups and restores. It has no namespace.</summary>
[KubernetesEntity(Group = ApiGroups.Addons, ApiVersion = ApiGroups.Version, Kind = nameof(Addon), PluralName = "addons")]
public sealed record Addon : ApiObject
{
    /// <summary>An object without a name.</summary>
    public Addon()
        : base(ApiGroups.Addons, nameof(Addon))
    {
    }

    /// <summary>What it can do.</summary>
    public AddonDefinition? Spec { get; init; }
}
