using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>A Service of the cluster.</summary>
public sealed record ServiceAddress
{
    /// <summary>Scheme of the URL, such as postgresql.</summary>
    [Required]
    public string Scheme { get; init; } = "";

    /// <summary>Its name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Its namespace. Unset: that of the AppBinding.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its port; 0 means the usual one.</summary>
    [Required]
    public int Port { get; init; }

    /// <summary>Path of the URL. Unset: none.</summary>
    public string? Path { get; init; }

    /// <summary>Parameters of the URL, such as sslmode=require. Unset: none.</summary>
    public string? Query { get; init; }
}
