using Amazon.Runtime;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.S3;

/// <summary>Hands out the one HTTP client of a store. The SDK asks for it with each request, and would else make a connection for each.</summary>
internal sealed class S3HttpClientFactory : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    /// <summary>Makes the client, so that certificates that cannot be used are reported when the store is opened.</summary>
    public S3HttpClientFactory(HttpSettings settings)
    {
#pragma warning disable CA2000, CA5400 // The client owns the handlers. Revocation lists of private authorities are rarely reachable.
        _client = new HttpClient(new FailedConnectionHandler(HttpHandlers.Create(settings)), disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000, CA5400
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
