using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Addons;

/// <summary>A container that does one step of a backup or restore. It has no namespace.</summary>
[KubernetesEntity(Group = ApiGroups.Addons, ApiVersion = ApiGroups.Version, Kind = nameof(Function), PluralName = "functions")]
public sealed record Function : ApiObject
{
    /// <summary>An object without a name.</summary>
    public Function()
        : base(ApiGroups.Addons, nameof(Function))
    {
    }

    /// <summary>The container.</summary>
    public FunctionSpec? Spec { get; init; }
}
