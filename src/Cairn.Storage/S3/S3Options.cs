using Cairn.Storage.Clouds;

namespace Cairn.Storage.S3;

/// <summary>All that <see cref="S3ObjectStore"/> needs to know. It names no type of the AWS SDK, so that reading it does not load the SDK.</summary>
internal sealed record S3Options
{
    /// <summary>Host with an optional port, or a whole address with <c>http://</c> or <c>https://</c>; without a scheme, https.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Path of the repository within the bucket, without a slash at its end.</summary>
    /// <value>Default: empty, the bucket's root.</value>
    public string Prefix { get; init; } = "";

    /// <summary>Key id and secret, both or none; see <see cref="BackendSettings.AccessKeyId"/>.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>Session token of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Region; see <see cref="BackendSettings.S3Region"/>.</summary>
    public string? Region { get; init; }

    /// <summary>How the bucket appears in addresses.</summary>
    public S3BucketLookup BucketLookup { get; init; } = S3BucketLookup.Auto;

    /// <summary>Storage class of new objects; null: the bucket's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Whom to trust, and how long connecting may take.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>How many requests at a time. Default: 5.</summary>
    public int Connections { get; init; } = 5;

    /// <summary>How long no byte may move. Default: 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Larger files are uploaded in parts of this many bytes. Default: 64 MiB; servers want at least 5 MiB.</summary>
    public int PartBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Objects on one page of a listing. Default: what the server likes, 1,000.</summary>
    public int? PageSize { get; init; }

    /// <summary>The server's address.</summary>
    public Uri ServiceUri => new(Endpoint.Contains("://", StringComparison.Ordinal) ? Endpoint : $"https://{Endpoint}");

    /// <summary>The location in restic's notation.</summary>
    public string Location =>
        $"s3:{ServiceUri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}/{Bucket}{(Prefix.Length == 0 ? "" : "/" + Prefix)}";

    /// <summary>Whether the endpoint is Amazon's own.</summary>
    public bool IsAmazon =>
        ServiceUri.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || ServiceUri.Host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);

    /// <summary>The region to sign for: the configured one, else the one in Amazon's host name, else us-east-1.</summary>
    public string SigningRegion => Region ?? RegionInHost() ?? "us-east-1";

    /// <summary>Never prints credentials, as the generated text would.</summary>
    public override string ToString() => Location;

    /// <summary>Amazon's hosts read <c>s3.REGION.amazonaws.com</c>, <c>s3-REGION.…</c> or <c>s3.dualstack.REGION.…</c>.</summary>
    private string? RegionInHost()
    {
        if (!IsAmazon)
        {
            return null;
        }

        string[] parts = ServiceUri.Host.ToLowerInvariant().Split('.');
        int amazon = Array.IndexOf(parts, "amazonaws");
        string last = parts[amazon - 1];
        return last.StartsWith("s3-", StringComparison.Ordinal) && last != "s3-accelerate" ? last[3..]
            : last is "s3" or "s3-accelerate" or "s3-fips" ? null
            : last;
    }
}
