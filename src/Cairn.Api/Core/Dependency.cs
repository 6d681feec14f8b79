using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>An object that is needed.</summary>
public sealed record Dependency : TypedObjectReference
{
    /// <summary>Whether it exists.</summary>
    public bool? Found { get; init; }
}
