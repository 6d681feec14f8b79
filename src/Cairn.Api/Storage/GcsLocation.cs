namespace Cairn.Api.Storage;

/// <summary>A bucket of Google Cloud Storage.</summary>
public sealed record GcsLocation
{
    /// <summary>Name of the bucket. It must exist.</summary>
    public string? Bucket { get; init; }

    /// <summary>Directory in the bucket below which everything is stored. Unset: the root of the bucket.</summary>
    public string? Prefix { get; init; }

    /// <summary>Most connections at a time. Unset or 0: Cairn's default.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>Secret in this object's namespace with GOOGLE_SERVICE_ACCOUNT_JSON_KEY. Unset: the identity of the ServiceAccount.</summary>
    public string? SecretName { get; init; }
}
