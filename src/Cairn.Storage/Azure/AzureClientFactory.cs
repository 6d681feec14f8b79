using Azure;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.Azure;

/// <summary>Turns <see cref="AzureOptions"/> into a client of the SDK.</summary>
internal static class AzureClientFactory
{
    /// <summary>Makes the HTTP client, which the caller disposes of. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    public static HttpClient CreateHttp(AzureOptions options)
    {
#pragma warning disable CA2000, CA5400 // The client owns the handlers. Revocation lists of private authorities are rarely reachable.
        return new HttpClient(new FailedBodyHandler(new FailedConnectionHandler(HttpHandlers.Create(options.Http))), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000, CA5400
    }

    /// <summary>Makes the client; does not talk to the server. Fails with <see cref="BackendErrorKind.Misconfigured"/>.</summary>
    public static BlobContainerClient Create(AzureOptions options, HttpClient http, TimeProvider time)
    {
        if (options.AccountName is null && options.Endpoint is null)
        {
            throw Misconfigured("The name of the Azure storage account is missing: set AZURE_ACCOUNT_NAME.");
        }

        if (!Uri.TryCreate($"{options.ServiceAddress.TrimEnd('/')}/{options.Container}", UriKind.Absolute, out Uri? address))
        {
            throw Misconfigured("The name of the Azure storage account, the endpoint suffix or the container's name is malformed.");
        }

        var settings = new BlobClientOptions
        {
            Transport = new HttpClientTransport(http),

            // RetryingBackend is the only one that retries, and StallGuard decides how long to wait.
            Retry = { MaxRetries = 0, NetworkTimeout = Timeout.InfiniteTimeSpan },
            Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        if (options.AccountKey is { } key)
        {
            return new BlobContainerClient(address, KeyOf(options, key), settings);
        }

        if (options.AccountSas is { } signature)
        {
            return new BlobContainerClient(address, new AzureSasCredential(signature.TrimStart('?')), settings);
        }

#pragma warning disable CA2000 // It holds nothing but a semaphore, and lives as long as the client.
        return options.Identity is { } identity
            ? new BlobContainerClient(address, new EntraTokens(identity, http, time), settings)
            : throw new BackendException(
                BackendErrorKind.AccessDenied,
                "There are no credentials for Azure: set AZURE_ACCOUNT_KEY, AZURE_ACCOUNT_SAS, or AZURE_TENANT_ID and AZURE_CLIENT_ID with "
                    + "AZURE_FEDERATED_TOKEN_FILE (workload identity) or AZURE_CLIENT_SECRET.");
#pragma warning restore CA2000
    }

    private static StorageSharedKeyCredential KeyOf(AzureOptions options, string key)
    {
        if (options.AccountName is null)
        {
            throw Misconfigured("The name of the Azure storage account is missing: set AZURE_ACCOUNT_NAME.");
        }

        try
        {
            return new StorageSharedKeyCredential(options.AccountName, key);
        }
        catch (FormatException)
        {
            // Without the cause, whose message may quote the key.
            throw Misconfigured("The key of the Azure storage account (AZURE_ACCOUNT_KEY) is not in base64.");
        }
    }

    private static BackendException Misconfigured(string message) => new(BackendErrorKind.Misconfigured, message);
}
