namespace Cairn.Api.Manifests;

/// <summary>How large a manifest may be. An API server takes no object above 1.5 MiB or so.</summary>
public sealed record ManifestLimits
{
    /// <summary>The limits for files of users.</summary>
    public static ManifestLimits Default { get; } = new();

    /// <summary>Bytes of a file.</summary>
    /// <value>64 MiB.</value>
    public int MaxFileBytes { get; init; } = 64 << 20;

    /// <summary>Characters of the texts of one document, and one for each value, with all aliases followed.</summary>
    /// <value>4 Mi.</value>
    public long MaxWeight { get; init; } = 4 << 20;

    /// <summary>How deeply values may be nested. The JSON reader stops at 64.</summary>
    /// <value>60.</value>
    public int MaxDepth { get; init; } = 60;
}
