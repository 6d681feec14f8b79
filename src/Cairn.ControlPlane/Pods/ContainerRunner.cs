using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Logs;
using Cairn.ControlPlane.Pods.Processes;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Pods;

/// <summary>Runs one container of a Pod: starts it, waits for its end, and starts it again where the restart policy says so.</summary>
internal sealed partial class ContainerRunner(PodContext context, JsonObject pod, PodContainer container, ContainerStart start, Action changed)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestSetupWait = TimeSpan.FromSeconds(10);

    private readonly string _uid = pod.Text("metadata", "uid") ?? "";

    /// <summary>Runs the container until it has ended for good.</summary>
    /// <param name="restarts">Whether a container with this exit code is started again.</param>
    /// <param name="cancellationToken">Cancelled when the Pod is to end: nothing is started any more, and what runs is ended by the caller.</param>
    public async Task RunAsync(Func<long, bool> restarts, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (true)
        {
            if (container.ExitCode is { } before)
            {
                if (!restarts(before))
                {
                    return;
                }

                await BackOffAsync(failures++, cancellationToken);
            }

            await StartAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task BackOffAsync(int failures, CancellationToken cancellationToken)
    {
        JsonObject ended = container.State;
        container.Last = ended;
        if (failures > 0)
        {
            TimeSpan wait = FirstBackoff * Math.Pow(2, Math.Min(failures - 1, 10));
            wait = wait < LongestBackoff ? wait : LongestBackoff;
            container.State = PodContainer.Waiting("CrashLoopBackOff", $"back-off {wait.TotalSeconds:0}s restarting failed container={container.Name} "
                + $"pod={pod.Text("metadata", "name")}_{pod.Text("metadata", "namespace")}({_uid})");
            changed();
            context.Events.Warning(pod, "BackOff", $"Back-off restarting failed container {container.Name} in pod {pod.Text("metadata", "name")}");
            await Task.Delay(wait, context.Clock, cancellationToken);
        }

        container.Restarts++;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        using MemoryGroup? group = MakeGroup();
        ContainerCommand command = await PrepareAsync(group, cancellationToken);
        string logPath = context.Files.Log(_uid, container.Name, container.Restarts);
        Directory.CreateDirectory(Path.GetDirectoryName(logPath)!);
        if (container.Restarts > 1)
        {
            // One log before the current one is kept, as the option --previous of kubectl logs asks for no more.
            string oldest = context.Files.Log(_uid, container.Name, container.Restarts - 2);
            File.Delete(oldest);
            File.Delete(LogReader.Older(oldest));
        }

        using ContainerLog log = new(logPath, context.Options.LogFileSize, context.Clock);
        cancellationToken.ThrowIfCancellationRequested();
        using ContainerProcess? process = Begin(command, log);
        if (process is null)
        {
            return;
        }

        Started(process, log, command);
        if (cancellationToken.IsCancellationRequested)
        {
            // The Pod's end was wanted in the moment of this start, and did not see it.
            process.Terminate();
        }

        Ended(await process.Exited, group);
    }

    private ContainerProcess? Begin(ContainerCommand command, ContainerLog log)
    {
        try
        {
            return ContainerProcess.Begin(command, log.Append, context.Clock);
        }
        catch (IOException error)
        {
            End(128, "StartError", error.Message);
            context.Events.Warning(pod, "Failed", $"Error: {error.Message}");
            return null;
        }
    }

    private void Started(ContainerProcess process, ContainerLog log, ContainerCommand command)
    {
        container.Process = process;
        container.Log = log;
        container.Command = command;
        container.WasStarted = true;
        container.State = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = context.Api.Timestamp } };
        context.Events.Normal(pod, "Started", $"Started container {container.Name}");
        Log.Started(context.Log, process.Id, pod.Text("metadata", "namespace") ?? "", pod.Text("metadata", "name") ?? "", container.Name);
        changed();
    }

    private void Ended(int code, MemoryGroup? group)
    {
        container.Process = null;
        container.Log?.Dispose();
        container.Log = null;
        File.Delete(context.Files.Identity(_uid, container.Name));
        bool isOutOfMemory = code != 0 && group is not null && group.WasExhausted();
        End(code, isOutOfMemory ? "OOMKilled" : code == 0 ? "Completed" : "Error", "");
    }

    private void End(int code, string reason, string message)
    {
        container.WasStarted = true;
        container.State = container.Terminated(code, reason, message, context.Api.Timestamp);
        changed();
    }

    private MemoryGroup? MakeGroup()
    {
        if (ContainerStart.MemoryLimit(container) is not { } bytes)
        {
            return null;
        }

        MemoryGroup? group = MemoryGroup.TryCreate($"{_uid}-{container.Name}-{container.Restarts}", bytes);
        if (group is null)
        {
            context.Events.Normal(pod, "MemoryLimitNotEnforced", $"The memory limit of container {container.Name} is not enforced: "
                + "that needs root and control groups (cgroup) on this machine");
        }

        return group;
    }

    // What is missing now, a Secret say, may be there soon: it is tried again, as a kubelet does.
    private async Task<ContainerCommand> PrepareAsync(MemoryGroup? group, CancellationToken cancellationToken)
    {
        for (TimeSpan wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < LongestSetupWait ? wait * 2 : LongestSetupWait)
        {
            try
            {
                return start.Make(container, group);
            }
            catch (PodSetupException error) when (!error.IsFinal)
            {
                container.State = PodContainer.Waiting(error.Reason, error.Message);
                changed();
                context.Events.Warning(pod, "Failed", $"Error: {error.Message}");
                await Task.Delay(wait, context.Clock, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7200, LogLevel.Debug, "Started process {ProcessId} for {Namespace}/{Name}, container {Container}")]
        public static partial void Started(ILogger log, int processId, string @namespace, string name, string container);
    }
}
