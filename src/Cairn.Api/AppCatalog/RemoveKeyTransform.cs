using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>Removes a key.</summary>
public sealed record RemoveKeyTransform
{
    /// <summary>Its name.</summary>
    [Required]
    public string Key { get; init; } = "";
}
