using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Processes;

namespace Cairn.ControlPlane.Pods.Execution;

/// <summary>
/// Runs commands beside a container: with its environment, its directory, its user and its memory limit, as a process of this machine.
/// </summary>
internal sealed class ExecEndpoint(ApiAccess api, Func<string, PodWorker?> find, TimeProvider clock, CancellationToken stopping)
{
    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(ApiRequest request)
    {
        JsonObject pod = api.Get(request.Key) ?? throw ApiErrors.NotFound(request.Resource, request.Name!);
        (PodContainer container, ContainerProcess process, ContainerCommand own) = Running(request, pod);
        List<string> words = [.. request.Http.Request.Query["command"].Select(word => word ?? "")];
        if (words.Count == 0)
        {
            throw ApiErrors.BadRequest("you must specify at least one command for the container");
        }

        if (!request.Http.WebSockets.IsWebSocketRequest)
        {
            throw ApiErrors.BadRequest("commands are executed over WebSockets only: "
                + "use kubectl 1.31 or later, and do not turn KUBECTL_REMOTE_COMMAND_WEBSOCKETS off");
        }

        string protocol = request.Http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(Protocols.Contains)
            ?? throw ApiErrors.BadRequest($"none of the protocols is known; known are {string.Join(", ", Protocols)}");
        bool hasTerminal = request.IsSet("tty");
        words = [.. words.Select(container.Mounts.Rewrite)];
        ContainerCommand command = own with
        {
            Program = hasTerminal ? "script" : ContainerStart.IsCairn(words[0], container.Program) ? container.Program : words[0],
            Arguments = hasTerminal ? ["--quiet", "--return", "--flush", "--command", Quote(words), "/dev/null"] : [.. words.Skip(1)],
            IdentityFile = "",
            HasInput = request.IsSet("stdin"),
        };
        using WebSocket socket = await request.Http.WebSockets.AcceptWebSocketAsync(protocol);
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted, stopping);
        using ExecSession session = new(socket, command, clock);
        await session.RunAsync(process.Exited, ends.Token);
    }

    private (PodContainer Container, ContainerProcess Process, ContainerCommand Command) Running(ApiRequest request, JsonObject pod)
    {
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")))
        {
            throw ApiErrors.BadRequest($"pod {request.Name} does not have a host assigned");
        }

        IReadOnlyList<PodContainer> all = find(pod.Text("metadata", "uid") ?? "")?.All ?? [];
        string? name = request.Query("container");
        PodContainer? container = name is null ? all.FirstOrDefault(item => !item.IsInit) : all.FirstOrDefault(item => item.Name == name);
        return container is { Process: { } process, Command: { } command } ? (container, process, command)
            : throw new ApiException(404, "NotFound", $"unable to upgrade connection: container not found (\"{name ?? container?.Name}\"), or it does not run");
    }

    // For the shell that "script" starts; within single quotes nothing has a meaning but the quote itself.
    private static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''")}'"));
}
