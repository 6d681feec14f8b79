using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>Renames a key.</summary>
public sealed record RenameKeyTransform
{
    /// <summary>Its name.</summary>
    [Required]
    public string From { get; init; } = "";

    /// <summary>Its new name.</summary>
    [Required]
    public string To { get; init; } = "";
}
