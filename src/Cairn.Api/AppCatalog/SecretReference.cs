using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>Names a Secret, or what takes its place.</summary>
[Atomic]
public sealed record SecretReference
{
    /// <summary>API group. Default: the core group.</summary>
    [Default("")]
    public string? ApiGroup { get; init; }

    /// <summary>Kind. Default: Secret.</summary>
    [Required]
    [Default("Secret")]
    public string Kind { get; init; } = "";

    /// <summary>Its name.</summary>
    [Required]
    public string Name { get; init; } = "";
}
