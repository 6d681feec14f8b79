using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>Adds a key.</summary>
public sealed record AddKeyTransform
{
    /// <summary>Its name.</summary>
    [Required]
    public string Key { get; init; } = "";

    /// <summary>Its value, as bytes.</summary>
    public byte[]? Value { get; init; }

    /// <summary>Its value, as text. It goes before the bytes.</summary>
    public string? StringValue { get; init; }
}
