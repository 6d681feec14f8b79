namespace Cairn.Storage;

/// <summary>How a bucket appears in the addresses of its objects; restic's <c>s3.bucket-lookup</c>.</summary>
public enum S3BucketLookup
{
    /// <summary>In the host name at Amazon (where the name allows it), in the path with every other server.</summary>
    Auto,

    /// <summary>In the host name: <c>https://bucket.host/key</c>.</summary>
    Dns,

    /// <summary>In the path: <c>https://host/bucket/key</c>.</summary>
    Path,
}
