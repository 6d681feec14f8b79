using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>One restore of an application.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(RestoreSession), PluralName = "restoresessions")]
public sealed record RestoreSession : ApiObject
{
    /// <summary>An object without a name.</summary>
    public RestoreSession()
        : base(ApiGroups.Core, nameof(RestoreSession))
    {
    }

    /// <summary>What is to be done.</summary>
    public RestoreSessionSpec? Spec { get; init; }

    /// <summary>What became of it. Written by Cairn.</summary>
    public RestoreSessionStatus? Status { get; init; }
}
