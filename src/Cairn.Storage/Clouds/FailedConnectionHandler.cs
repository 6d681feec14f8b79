namespace Cairn.Storage.Clouds;

/// <summary>
/// Hides failures of the connection from the SDK. Also with no retries configured, the SDK sends a request a second time, at once and without a
/// word, when it finds an <see cref="IOException"/> or <see cref="HttpRequestException"/> among the causes. That would be a second layer that
/// retries: unseen by users, not held back by the bandwidth limit, and a pack that is uploaded twice for every hiccup.
/// </summary>
/// <remarks>
/// What remains: the HTTP client repeats a request without a body when its connection ends before the first byte of an answer, since that is how a
/// server closes a connection that was idle. Such a request is small and may be repeated.
/// </remarks>
internal sealed class FailedConnectionHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new FailedConnectionException(exception);
        }
    }
}
