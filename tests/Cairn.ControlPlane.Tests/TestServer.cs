using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods;
using Cairn.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.ControlPlane.Tests;

/// <summary>A server in this process, with a clock that stands still until the test moves it, and the few calls that the tests of controllers need.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private const string Token = "controllers-1d0c";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory;
    private readonly ControlPlaneServer _server;

    private TestServer(TempDirectory directory, ControlPlaneServer server, FakeTimeProvider clock)
    {
        (_directory, _server, Clock) = (directory, server, clock);
        Http = new HttpClient { BaseAddress = server.Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public FakeTimeProvider Clock { get; }

    public HttpClient Http { get; }

    public static async Task<TestServer> StartAsync(CancellationToken cancellationToken, RunnerOptions? pods = null)
    {
        TempDirectory directory = new();
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 10, 0, 30, TimeSpan.Zero));
        ServerOptions options = new()
        {
            DataDirectory = directory.Path,
            Token = Token,
            Clock = pods is null ? clock : TimeProvider.System,
            Pods = pods,
        };
        return new TestServer(directory, await ControlPlaneServer.StartAsync(options, cancellationToken), clock);
    }

    public Task<JsonObject> CreateAsync(string path, string json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, json, "application/json", cancellationToken);

    public Task<JsonObject> PatchAsync(string path, string json, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json", cancellationToken);

    public Task<JsonObject> DeleteAsync(string path, string policy, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{path}?propagationPolicy={policy}", null, "application/json", cancellationToken);

    public async Task<List<JsonObject>> ListAsync(string path, CancellationToken cancellationToken)
    {
        JsonObject list = (await Http.GetFromJsonAsync<JsonObject>(path, cancellationToken))!;
        return [.. list["items"]!.AsArray().OfType<JsonObject>()];
    }

    public async Task<JsonObject?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken) : null;
    }

    /// <summary>Waits until an object is as wanted. The controllers work in real time, whatever the clock of the objects shows.</summary>
    public async Task<JsonObject?> UntilAsync(string path, Func<JsonObject?, bool> isReached, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        JsonObject? value = null;
        try
        {
            while (!isReached(value = await GetAsync(path, limit.Token)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{path} did not come to the wanted state: {value?.ToText()}");
        }

        return value;
    }

    public async Task<List<JsonObject>> UntilCountAsync(string path, int count, CancellationToken cancellationToken)
    {
        await UntilAsync(path, list => (list?["items"] as JsonArray)?.Count == count, cancellationToken);
        return await ListAsync(path, cancellationToken);
    }

    /// <summary>Waits until a log has a text.</summary>
    public async Task<string> UntilLogAsync(string path, string text, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            using HttpResponseMessage answer = await Http.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
            string log = await answer.Content.ReadAsStringAsync(limit.Token);
            if (answer.IsSuccessStatusCode && log.Contains(text, StringComparison.Ordinal))
            {
                return log;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? json, string type, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, type);
        using HttpResponseMessage answer = await Http.SendAsync(request, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
