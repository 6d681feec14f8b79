using Cairn.Api.Schema;

namespace Cairn.Api.Meta;

/// <summary>Names an object of any kind, in any namespace.</summary>
public record TypedObjectReference
{
    /// <summary>API group of the object, without a version. Unset: the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the object. Unset: not known.</summary>
    public string? Kind { get; init; }

    /// <summary>Name of the object.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Namespace of the object. Unset: the namespace of the object that holds the reference.</summary>
    public string? Namespace { get; init; }
}
