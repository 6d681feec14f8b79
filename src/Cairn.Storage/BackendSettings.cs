using System.Globalization;
using Cairn.Storage.Caching;

namespace Cairn.Storage;

/// <summary>How to reach a storage: credentials, limits and patience. Nothing here says where the repository is.</summary>
public sealed record BackendSettings
{
    /// <summary>Key id for S3. Unset: the AWS SDK's own chain finds credentials (profile, web identity, container, instance).</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret that belongs to <see cref="AccessKeyId"/>; both are set or none.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>Session token of temporary credentials. Unset: none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Region of the bucket, part of every signature.</summary>
    /// <value>Unset: the region in the host name where there is one (<c>s3.eu-central-1.amazonaws.com</c>), else <c>us-east-1</c>.</value>
    public string? S3Region { get; init; }

    /// <summary>How the bucket appears in addresses.</summary>
    /// <value>Default: <see cref="S3BucketLookup.Auto"/>.</value>
    public S3BucketLookup S3BucketLookup { get; init; } = S3BucketLookup.Auto;

    /// <summary>Storage class of new objects. Archive classes are refused, since what lies there cannot be read at once.</summary>
    /// <value>Unset: the bucket's default.</value>
    public string? S3StorageClass { get; init; }

    /// <summary>PEM file with one or several certificates of authorities to trust instead of the system's.</summary>
    /// <value>Unset: the system's authorities.</value>
    public string? CaCertificateFile { get; init; }

    /// <summary>The same as text, for callers that have the certificates in a Secret; it wins over <see cref="CaCertificateFile"/>.</summary>
    /// <value>Unset: none.</value>
    public string? CaCertificatePem { get; init; }

    /// <summary>Accept any TLS certificate. Only for tests: whoever is on the way can then read credentials and replace data.</summary>
    /// <value>Default: false.</value>
    public bool InsecureTls { get; init; }

    /// <summary>How many operations run at a time.</summary>
    /// <value>Unset: 5 for S3, the number of processors + 2 for a directory.</value>
    public int? Connections { get; init; }

    /// <summary>Upload limit in KiB a second.</summary>
    /// <value>Default: 0, no limit.</value>
    public int UploadLimitKiB { get; init; }

    /// <summary>Download limit in KiB a second.</summary>
    /// <value>Default: 0, no limit.</value>
    public int DownloadLimitKiB { get; init; }

    /// <summary>The cache of metadata on this machine.</summary>
    /// <value>Unset: none.</value>
    public CacheSettings? Cache { get; init; }

    /// <summary>For how long one operation is tried again after transient failures.</summary>
    /// <value>Default: 15 minutes, as restic's.</value>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long connecting to a server may take.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a request may go without a byte moving in either direction before it counts as failed.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Reads restic's environment variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_DEFAULT_REGION (or AWS_REGION)
    /// and RESTIC_CACERT. AWS_PROFILE and its kin are read by the SDK's own chain. An empty variable counts as unset.
    /// </summary>
    /// <param name="variable">Returns a variable's value or null, such as <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    public static BackendSettings FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new BackendSettings
        {
            AccessKeyId = Read("AWS_ACCESS_KEY_ID"),
            SecretAccessKey = Read("AWS_SECRET_ACCESS_KEY"),
            SessionToken = Read("AWS_SESSION_TOKEN"),
            S3Region = Read("AWS_DEFAULT_REGION") ?? Read("AWS_REGION"),
            CaCertificateFile = Read("RESTIC_CACERT"),
        };

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>What may be shown: everything but the credentials. The generated text of a record would print them.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"credentials {(AccessKeyId is null ? "from the AWS chain" : "given")}, region {S3Region ?? "default"}, "
            + $"bucket lookup {S3BucketLookup}, storage class {S3StorageClass ?? "default"}, "
            + $"CA file {(CaCertificatePem is null ? CaCertificateFile ?? "none" : "given as text")}, insecure TLS {InsecureTls}, "
            + $"connections {Connections?.ToString() ?? "default"}, upload {UploadLimitKiB} KiB/s, download {DownloadLimitKiB} KiB/s, "
            + $"cache {Cache?.Directory ?? "none"}, retry budget {RetryBudget}");
}
