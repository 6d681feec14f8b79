using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.AppCatalog;

/// <summary>How an application is reached: its address and the Secrets to log in with.</summary>
[KubernetesEntity(Group = ApiGroups.AppCatalog, ApiVersion = ApiGroups.Version, Kind = nameof(AppBinding), PluralName = "appbindings")]
public sealed record AppBinding : ApiObject
{
    /// <summary>An object without a name.</summary>
    public AppBinding()
        : base(ApiGroups.AppCatalog, nameof(AppBinding))
    {
    }

    /// <summary>The application.</summary>
    public AppBindingSpec? Spec { get; init; }
}
