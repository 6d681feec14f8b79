namespace Cairn.Api.Storage;

/// <summary>A bucket of a service with the S3 protocol.</summary>
public sealed record S3Location
{
    /// <summary>Address of the service with its scheme, such as https://s3.eu-central-1.amazonaws.com. Unset: AWS, by the region.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Name of the bucket. It must exist.</summary>
    public string? Bucket { get; init; }

    /// <summary>Directory in the bucket below which everything is stored. Unset: the root of the bucket.</summary>
    public string? Prefix { get; init; }

    /// <summary>Region of the bucket. Unset: us-east-1, or what the service says.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// Secret in this object's namespace with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for a private authority, CA_CERT_DATA. Unset: the
    /// identity of the ServiceAccount.
    /// </summary>
    public string? SecretName { get; init; }

    /// <summary>Most connections at a time. Unset or 0: Cairn's default.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>
    /// Whether the certificate of the service is taken unchecked. Only for trials: the keys can then be read by others. Unset: it is checked.
    /// </summary>
    public bool? InsecureTLS { get; init; }
}
