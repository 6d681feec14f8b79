using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Something that can be done before or after a backup or restore.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(HookTemplate), PluralName = "hooktemplates")]
public sealed record HookTemplate : ApiObject
{
    /// <summary>An object without a name.</summary>
    public HookTemplate()
        : base(ApiGroups.Core, nameof(HookTemplate))
    {
    }

    /// <summary>What is wanted.</summary>
    public HookTemplateSpec? Spec { get; init; }
}
