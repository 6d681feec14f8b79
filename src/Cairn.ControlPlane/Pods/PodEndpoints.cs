using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Logs;

namespace Cairn.ControlPlane.Pods;

/// <summary>The parts of Pods that are no objects: their logs.</summary>
/// <param name="api">The objects.</param>
/// <param name="files">Where logs are.</param>
/// <param name="find">The worker of a Pod by its uid; null when it does not run.</param>
/// <param name="stopping">Ends what is being followed when the server stops.</param>
internal sealed class PodEndpoints(ApiAccess api, PodFiles files, Func<string, PodWorker?> find, CancellationToken stopping)
{
    /// <summary>Answers with a log.</summary>
    public async Task LogAsync(ApiRequest request)
    {
        JsonObject pod = api.Get(request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Name!);
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
        {
            throw ApiErrors.BadRequest($"pod {request.Name} does not have a host assigned");
        }

        (string container, JsonNode? status) = ContainerOf(pod, request.Query("container"));
        (string path, ContainerLog? live) = LogOf(request, pod.Text("metadata", "uid") ?? "", container, status);
        LogOptions options = LogQuery.Read(request, api.Now);
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted, stopping);
        request.Http.Response.ContentType = "text/plain";
        await request.Http.Response.StartAsync(ends.Token);
        try
        {
            await new LogReader(request.Http.Response.Body, options).CopyAsync(path, live, ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client has seen enough, or the server stops.
        }
    }

    private (string Path, ContainerLog? Live) LogOf(ApiRequest request, string uid, string container, JsonNode? status)
    {
        PodContainer? running = find(uid)?.All.FirstOrDefault(item => item.Name == container);
        long restarts = running?.Restarts ?? status.Number("restartCount") ?? 0;
        if (request.IsSet("previous"))
        {
            string previous = files.Log(uid, container, restarts - 1);
            return File.Exists(previous) ? (previous, null)
                : throw ApiErrors.BadRequest($"previous terminated container \"{container}\" in pod \"{request.Name}\" not found");
        }

        string path = files.Log(uid, container, restarts);
        ContainerLog? live = running?.Log;
        return live is not null || File.Exists(path) || status.Text("state", "waiting", "reason") is not { } reason ? (path, live)
            : throw ApiErrors.BadRequest($"container \"{container}\" in pod \"{request.Name}\" is waiting to start: {reason}");
    }

    private static (string Name, JsonNode? Status) ContainerOf(JsonObject pod, string? wanted)
    {
        List<string> names = [.. Names(pod, "containers")];
        List<string> all = [.. names, .. Names(pod, "initContainers")];
        string name = wanted ?? (names.Count == 1 ? names[0] : throw ApiErrors.BadRequest(
            $"a container name must be specified for pod {pod.Text("metadata", "name")}, choose one of: [{string.Join(' ', all)}]"));
        return all.Contains(name)
            ? (name, ((string[])["containerStatuses", "initContainerStatuses"]).SelectMany(list => pod.At("status", list) as JsonArray ?? [])
                .FirstOrDefault(status => status.Text("name") == name))
            : throw ApiErrors.BadRequest($"container {name} is not valid for pod {pod.Text("metadata", "name")}");
    }

    private static IEnumerable<string> Names(JsonObject pod, string list) =>
        (pod.At("spec", list) as JsonArray ?? []).Select(container => container.Text("name") ?? "");
}
