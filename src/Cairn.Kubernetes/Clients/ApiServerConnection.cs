using System.Net;
using System.Net.Http.Headers;
using k8s;

namespace Cairn.Kubernetes.Clients;

/// <summary>
/// Requests to one API server: address, certificates and credentials are KubernetesClient's business (kubeconfig, exec plugins, tokens of a pod that are
/// replaced on disk); what is sent and how an answer is understood is ours.
/// </summary>
internal sealed class ApiServerConnection : IDisposable
{
    /// <summary>How long one request may take; a busy API server answers within seconds.</summary>
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(60);

    private readonly k8s.Kubernetes _client;
    private readonly string? _serverName;
    private readonly TimeProvider _clock;

    public ApiServerConnection(KubernetesClientConfiguration configuration, TimeProvider clock)
    {
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan; // Ours is the limit, and it holds for the body too.
        _client = new k8s.Kubernetes(configuration);
        _serverName = configuration.TlsServerName;
        _clock = clock;
    }

    /// <summary>Sends a request and gives the whole answer.</summary>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? body, string? contentType, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(RequestLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string request = $"{method} {path}";
        try
        {
            using HttpResponseMessage answer = await SendAsync(method, path, body, contentType, request, both.Token);
            return await answer.Content.ReadAsByteArrayAsync(both.Token);
        }
        catch (Exception error) when (IsTransport(error, cancellationToken))
        {
            throw ClusterFailures.Unreachable(request, error);
        }
    }

    /// <summary>Opens a stream that lasts; the caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        string request = $"WATCH {path}";
        using CancellationTokenSource limit = new(RequestLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, null, request, both.Token);
        }
        catch (Exception error) when (IsTransport(error, cancellationToken))
        {
            throw ClusterFailures.Unreachable(request, error);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether a failure came from the way to the server, and not from the caller who gave up.</summary>
    internal static bool IsTransport(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && error is HttpRequestException or IOException or OperationCanceledException;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, string? contentType, string request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(method, new Uri(_client.BaseUri, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!string.IsNullOrWhiteSpace(_serverName))
        {
            message.Headers.Host = _serverName;
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType ?? "application/json");
        }

        if (_client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        }

        HttpResponseMessage answer = await _client.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw ClusterFailures.FromAnswer(request, answer, text);
        }
    }
}
