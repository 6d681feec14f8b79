using Cairn.Api.Schema;

namespace Cairn.Api.Meta;

/// <summary>Names an object whose kind follows from where the reference stands.</summary>
public sealed record ObjectReference
{
    /// <summary>Name of the object.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Namespace of the object. Unset: the namespace of the object that holds the reference.</summary>
    public string? Namespace { get; init; }
}
