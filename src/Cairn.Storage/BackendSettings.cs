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

    /// <summary>Azure's storage account.</summary>
    /// <value>Unset: none; needed for Azure.</value>
    public string? AzureAccountName { get; init; }

    /// <summary>The account's key. Wins over a signature and an identity.</summary>
    public string? AzureAccountKey { get; init; }

    /// <summary>A shared access signature for the account or container. Wins over an identity.</summary>
    public string? AzureAccountSas { get; init; }

    /// <summary>What follows <c>ACCOUNT.blob.</c> in host names.</summary>
    /// <value>Unset: core.windows.net.</value>
    public string? AzureEndpointSuffix { get; init; }

    /// <summary>The whole address of the account's blob service, for servers that do not have such host names.</summary>
    /// <value>Unset: made of account and suffix.</value>
    public string? AzureEndpoint { get; init; }

    /// <summary>Tenant of the application that stands for this process, where there is neither a key nor a signature.</summary>
    public string? AzureTenantId { get; init; }

    /// <summary>The application in <see cref="AzureTenantId"/>.</summary>
    public string? AzureClientId { get; init; }

    /// <summary>The application's secret; unset with <see cref="AzureFederatedTokenFile"/>.</summary>
    public string? AzureClientSecret { get; init; }

    /// <summary>File in which the cluster keeps a token for the application (workload identity).</summary>
    public string? AzureFederatedTokenFile { get; init; }

    /// <summary>Who issues tokens for the application.</summary>
    /// <value>Unset: the public cloud's authority.</value>
    public string? AzureAuthorityHost { get; init; }

    /// <summary>Google's project in which a missing bucket is made.</summary>
    public string? GoogleProjectId { get; init; }

    /// <summary>
    /// The key of a Google service account, as JSON text. Unset with <see cref="GoogleCredentialsFile"/> and <see cref="GoogleAccessToken"/> unset too:
    /// the application default credentials of this process.
    /// </summary>
    public string? GoogleCredentialsJson { get; init; }

    /// <summary>File with a key or another kind of Google's credentials.</summary>
    public string? GoogleCredentialsFile { get; init; }

    /// <summary>An access token for Google that somebody else got. Wins over the others.</summary>
    public string? GoogleAccessToken { get; init; }

    /// <summary>Another server that speaks Google Cloud Storage's JSON API; without credentials for it, requests carry none.</summary>
    /// <value>Unset: Google's.</value>
    public string? GoogleEndpoint { get; init; }

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
    /// <value>Unset: 5 for a bucket or container, the number of processors + 2 for a directory.</value>
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
    /// Reads restic's environment variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_DEFAULT_REGION (or AWS_REGION);
    /// AZURE_ACCOUNT_NAME, AZURE_ACCOUNT_KEY, AZURE_ACCOUNT_SAS, AZURE_ENDPOINT_SUFFIX, AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET,
    /// AZURE_FEDERATED_TOKEN_FILE, AZURE_AUTHORITY_HOST; GOOGLE_PROJECT_ID, GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_ACCESS_TOKEN,
    /// STORAGE_EMULATOR_HOST; and RESTIC_CACERT. AWS_PROFILE and its kin are read by the SDK's own chain. An empty variable counts as unset.
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
            AzureAccountName = Read("AZURE_ACCOUNT_NAME"),
            AzureAccountKey = Read("AZURE_ACCOUNT_KEY"),
            AzureAccountSas = Read("AZURE_ACCOUNT_SAS"),
            AzureEndpointSuffix = Read("AZURE_ENDPOINT_SUFFIX"),
            AzureTenantId = Read("AZURE_TENANT_ID"),
            AzureClientId = Read("AZURE_CLIENT_ID"),
            AzureClientSecret = Read("AZURE_CLIENT_SECRET"),
            AzureFederatedTokenFile = Read("AZURE_FEDERATED_TOKEN_FILE"),
            AzureAuthorityHost = Read("AZURE_AUTHORITY_HOST"),
            GoogleProjectId = Read("GOOGLE_PROJECT_ID"),
            GoogleCredentialsFile = Read("GOOGLE_APPLICATION_CREDENTIALS"),
            GoogleAccessToken = Read("GOOGLE_ACCESS_TOKEN"),
            GoogleEndpoint = Read("STORAGE_EMULATOR_HOST"),
            CaCertificateFile = Read("RESTIC_CACERT"),
        };

        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>What may be shown: everything but the credentials. The generated text of a record would print them.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"S3 credentials {(AccessKeyId is null ? "from the AWS chain" : "given")}, Azure account {AzureAccountName ?? "none"}, region {S3Region ?? "default"}, "
            + $"bucket lookup {S3BucketLookup}, storage class {S3StorageClass ?? "default"}, "
            + $"CA file {(CaCertificatePem is null ? CaCertificateFile ?? "none" : "given as text")}, insecure TLS {InsecureTls}, "
            + $"connections {Connections?.ToString() ?? "default"}, upload {UploadLimitKiB} KiB/s, download {DownloadLimitKiB} KiB/s, "
            + $"cache {Cache?.Directory ?? "none"}, retry budget {RetryBudget}");
}
