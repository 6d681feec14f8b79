using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>An application of a batch.</summary>
public sealed record BatchTarget
{
    /// <summary>Name by which sessions refer to it. Unique in the batch.</summary>
    public string? Name { get; init; }

    /// <summary>The application.</summary>
    public TypedObjectReference? AppRef { get; init; }
}
