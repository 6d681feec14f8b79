using System.Runtime.CompilerServices;
using Cairn.Storage.Azure;
using Cairn.Storage.Caching;
using Cairn.Storage.Clouds;
using Cairn.Storage.Gcs;
using Cairn.Storage.Local;
using Cairn.Storage.Objects;
using Cairn.Storage.S3;
using Cairn.Storage.Wrappers;

namespace Cairn.Storage;

/// <summary>Opens the storage of a repository, with all wrappers around it. The only place where backends are put together.</summary>
public static class BackendFactory
{
    /// <summary>
    /// Opens a backend; does not talk to the storage. Fails with <see cref="BackendErrorKind.Misconfigured"/> when the settings cannot work.
    /// </summary>
    /// <param name="location">Where the repository is.</param>
    /// <param name="settings">Credentials, limits and patience.</param>
    /// <param name="onRetry">Called before each repetition of a failed operation; null: nobody wants to know.</param>
    /// <param name="timeProvider">The clock of all waits.</param>
    public static IBackend Open(
        RepositoryLocation location, BackendSettings settings, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(timeProvider);
#pragma warning disable CA2000 // The wrappers own what they wrap, and the caller owns the outermost.
        IBackend backend = location.Scheme switch
        {
            RepositoryScheme.Local => new LocalBackend(location.Path, settings.Connections),
            _ => new ObjectBackend(OpenCloud(location, settings, timeProvider)),
        };
#pragma warning restore CA2000
        bool isLocal = location.Scheme == RepositoryScheme.Local;
        return Wrap(backend, isLocal && settings.Cache?.CachesDirectories != true ? settings with { Cache = null } : settings, onRetry, timeProvider);
    }

    /// <summary>Puts the wrappers around a backend, the innermost first.</summary>
    internal static IBackend Wrap(IBackend backend, BackendSettings settings, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        // Innermost: only what really talks to the storage takes one of its connections.
        backend = new LimitingBackend(backend);

        // Outside of the connection limit: who waits for bandwidth must not keep a connection from those who need none (stat, list, remove).
        if (settings.UploadLimitKiB > 0 || settings.DownloadLimitKiB > 0)
        {
            backend = new BandwidthLimitingBackend(backend, settings.UploadLimitKiB, settings.DownloadLimitKiB, timeProvider);
        }

        // Outside of the limits: who waits for the next attempt keeps neither a connection nor bandwidth, and each attempt pays for its bytes anew.
        backend = new RetryingBackend(backend, settings.RetryBudget, onRetry, timeProvider);

        // Outermost: what is on this machine needs nothing of the above.
        return settings.Cache is null ? backend : new CachingBackend(backend, settings.Cache, timeProvider);
    }

    /// <summary>Opens the raw store of a bucket or container, without wrappers.</summary>
    internal static IObjectStore OpenCloud(RepositoryLocation location, BackendSettings settings, TimeProvider timeProvider) => location.Scheme switch
    {
        RepositoryScheme.S3 => OpenS3(location, settings, timeProvider),
        RepositoryScheme.Azure => OpenAzure(location, settings, timeProvider),
        RepositoryScheme.Gcs => OpenGcs(location, settings, timeProvider),
        _ => throw new ArgumentOutOfRangeException(nameof(location), location.Scheme, "There is no backend for this scheme."),
    };

    /// <summary>Not inlined, so that opening a directory does not load the AWS SDK, which costs start-up time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static S3ObjectStore OpenS3(RepositoryLocation location, BackendSettings settings, TimeProvider timeProvider)
    {
        var options = new S3Options
        {
            Endpoint = $"{(location.UseHttp ? "http" : "https")}://{location.Endpoint}",
            Bucket = location.Bucket,
            Prefix = location.Prefix,
            AccessKeyId = settings.AccessKeyId,
            SecretAccessKey = settings.SecretAccessKey,
            SessionToken = settings.SessionToken,
            Region = settings.S3Region,
            BucketLookup = settings.S3BucketLookup,
            StorageClass = settings.S3StorageClass,
            Http = HttpSettings.From(settings),
            Connections = settings.Connections ?? 5,
            StallTimeout = settings.StallTimeout,
        };
        return new S3ObjectStore(options, timeProvider);
    }

    /// <summary>Not inlined, so that only who needs Azure's SDK loads it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static AzureObjectStore OpenAzure(RepositoryLocation location, BackendSettings settings, TimeProvider timeProvider)
    {
        bool hasIdentity = settings is { AzureTenantId: not null, AzureClientId: not null }
            && (settings.AzureFederatedTokenFile ?? settings.AzureClientSecret) is not null;
        var options = new AzureOptions
        {
            Container = location.Bucket,
            Prefix = location.Prefix,
            AccountName = settings.AzureAccountName,
            AccountKey = settings.AzureAccountKey,
            AccountSas = settings.AzureAccountSas,
            EndpointSuffix = settings.AzureEndpointSuffix ?? "core.windows.net",
            Endpoint = settings.AzureEndpoint,
            Identity = !hasIdentity ? null : new AzureIdentity
            {
                TenantId = settings.AzureTenantId!,
                ClientId = settings.AzureClientId!,
                FederatedTokenFile = settings.AzureFederatedTokenFile,
                ClientSecret = settings.AzureClientSecret,
                AuthorityHost = settings.AzureAuthorityHost ?? "https://login.microsoftonline.com/",
            },
            Http = HttpSettings.From(settings),
            Connections = settings.Connections ?? 5,
            StallTimeout = settings.StallTimeout,
        };
        return new AzureObjectStore(options, timeProvider);
    }

    /// <summary>Not inlined, so that only who needs Google's library loads it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GcsObjectStore OpenGcs(RepositoryLocation location, BackendSettings settings, TimeProvider timeProvider)
    {
        var options = new GcsOptions
        {
            Bucket = location.Bucket,
            Prefix = location.Prefix,
            ProjectId = settings.GoogleProjectId,
            CredentialsJson = settings.GoogleCredentialsJson,
            CredentialsFile = settings.GoogleCredentialsFile,
            AccessToken = settings.GoogleAccessToken,
            Endpoint = settings.GoogleEndpoint,
            Http = HttpSettings.From(settings),
            Connections = settings.Connections ?? 5,
            StallTimeout = settings.StallTimeout,
        };
        return new GcsObjectStore(options, timeProvider);
    }
}
