namespace Cairn.Storage.Clouds;

/// <summary>
/// As <see cref="FailedConnectionHandler"/>, and for the bodies of answers, too: Azure's SDK asks up to five times more for the rest of a download
/// that was cut, with its own retries off.
/// </summary>
internal sealed class FailedBodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var content = new StreamContent(new FailedConnectionStream(body));
        foreach ((string name, IEnumerable<string> values) in answer.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        answer.Content = content;
        return answer;
    }
}
