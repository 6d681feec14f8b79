using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>References to owners: what they own is deleted with them.</summary>
internal static class Owners
{
    /// <summary>A reference to the object that controls another.</summary>
    public static V1OwnerReference Controller(ApiObject owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
