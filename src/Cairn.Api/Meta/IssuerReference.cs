using Cairn.Api.Schema;

namespace Cairn.Api.Meta;

/// <summary>Names the issuer of certificates in the namespace of the object it is for.</summary>
[Atomic]
public sealed record IssuerReference
{
    /// <summary>API group of the issuer. Unset: the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the issuer.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Name of the issuer.</summary>
    [Required]
    public string Name { get; init; } = "";
}
