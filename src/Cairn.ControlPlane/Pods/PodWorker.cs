using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Pods;

/// <summary>
/// The life of one Pod on this machine: bind it, end what an earlier life left, make its volumes, run the init containers one after the other and the
/// others at once, and end all of it when the Pod is deleted or the control plane stops.
/// </summary>
internal sealed partial class PodWorker : IDisposable
{
    /// <summary>The file, among the Pod's secrets, with address and token of the API.</summary>
    public const string KubeConfigName = ".kubeconfig";

    private const int KillRounds = 50;

    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestMountWait = TimeSpan.FromSeconds(10);

    private readonly PodContext _context;
    private readonly ObjectKey _key;
    private readonly string _uid;
    private readonly string _restartPolicy;
    private readonly PodStatusWriter _status;
    private readonly PodEnding _ending;
    private readonly Lock _gate = new();
    private readonly List<PodContainer> _containers = [];
    private JsonObject _pod;

    /// <summary>Takes up a Pod.</summary>
    public PodWorker(PodContext context, JsonObject pod)
    {
        _context = context;
        _pod = pod;
        _key = ApiAccess.KeyOf(ResourceNames.Pods, pod);
        _uid = pod.Text("metadata", "uid") ?? "";
        _restartPolicy = pod.Text("spec", "restartPolicy") ?? "Always";
        _status = new PodStatusWriter(context.Api, _key, _uid, _restartPolicy);
        _ending = new PodEnding(context.Clock);
        _containers.AddRange(Containers(pod, "initContainers", "initContainerStatuses", isInit: true));
        _containers.AddRange(Containers(pod, "containers", "containerStatuses", isInit: false));
    }

    /// <summary>The containers.</summary>
    public IReadOnlyList<PodContainer> All => _containers;

    /// <summary>The Pod as it was last seen.</summary>
    public JsonObject Pod => _pod;

    /// <summary>Takes note of a new state of the Pod.</summary>
    public void Observe(JsonObject pod)
    {
        _pod = pod;
        if (pod.Text("metadata", "deletionTimestamp") is not null)
        {
            _ending.Begin(PodEndingCause.Deleted, TimeSpan.FromSeconds(pod.Number("metadata", "deletionGracePeriodSeconds") ?? 0));
        }
    }

    /// <summary>Takes note of the state that it was made with, which may be that of a Pod on its way out.</summary>
    public void ObserveFirst() => Observe(_pod);

    /// <summary>Takes note that the Pod is gone, without having waited for its end.</summary>
    public void Removed() => _ending.Begin(PodEndingCause.Removed, TimeSpan.Zero);

    /// <summary>Has the Pod end because the control plane stops.</summary>
    public void Stop()
    {
        TimeSpan own = TimeSpan.FromSeconds(_pod.Number("spec", "terminationGracePeriodSeconds") ?? 30);
        _ending.Begin(PodEndingCause.Stopping, own < _context.Options.StopLimit ? own : _context.Options.StopLimit);
    }

    /// <summary>Lives the Pod's life. Never fails.</summary>
    public async Task RunAsync()
    {
        Task life = LiveAsync();
        await Task.WhenAny(life, _ending.Begun);
        if (_ending.Begun.IsCompleted)
        {
            await EndAsync(life);
        }

        await life;
        Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();

    private static IEnumerable<PodContainer> Containers(JsonObject pod, string specs, string statuses, bool isInit) =>
        from spec in (pod.At("spec", specs) as JsonArray ?? []).OfType<JsonObject>()
        let status = (pod.At("status", statuses) as JsonArray ?? []).FirstOrDefault(item => item.Text("name") == spec.Text("name"))
        select new PodContainer(spec, status, isInit);

    private async Task LiveAsync()
    {
        try
        {
            if (!Bind())
            {
                return;
            }

            EndLeftovers();
            Check();
            ContainerStart start = new(_context, _pod, await MountAsync(_ending.Token));
            foreach (PodContainer init in _containers.Where(container => container.IsInit && container.ExitCode != 0))
            {
                await Runner(init, start).RunAsync(code => code != 0 && _restartPolicy != "Never", _ending.Token);
                if (init.ExitCode != 0)
                {
                    return;
                }
            }

            await Task.WhenAll(_containers.Where(container => !container.IsInit).Select(main => Runner(main, start)
                .RunAsync(code => _restartPolicy == "Always" || (_restartPolicy == "OnFailure" && code != 0), _ending.Token)));
        }
        catch (OperationCanceledException) when (_ending.Token.IsCancellationRequested)
        {
            // The Pod ends.
        }
        catch (PodSetupException error)
        {
            Fail(error.Reason, error.Message);
        }
#pragma warning disable CA1031 // The edge of a Pod: whatever went wrong with it must not end the others.
        catch (Exception error)
        {
            Log.Failed(_context.Log, error, _key.Namespace, _key.Name);
            Fail("RunnerError", $"The runner failed: {error.Message}");
        }
#pragma warning restore CA1031
    }

    private bool Bind()
    {
        if (!string.IsNullOrEmpty(_pod.Text("spec", "nodeName")))
        {
            return true;
        }

        string node = _context.Options.NodeName;
        if (_context.Api.Update(_key, _uid, "", pod => pod.Map("spec")["nodeName"] = node) is not { } bound)
        {
            return false;
        }

        _pod = bound;
        _context.SchedulerEvents.Normal(bound, "Scheduled", $"Successfully assigned {_key.Namespace}/{_key.Name} to {node}");
        return true;
    }

    // Processes of a control plane that was killed: nobody reads their output or would learn their exit code.
    private void EndLeftovers()
    {
        foreach (PodContainer container in _containers)
        {
            string file = _context.Files.Identity(_uid, container.Name);
            bool hasFile = File.Exists(file);
            if (!hasFile && !container.IsRunning)
            {
                continue;
            }

            if (Orphans.End(file) is { } processId)
            {
                _context.Events.Warning(_pod, "OrphanKilled",
                    $"Process {processId} of container {container.Name} outlived the control plane that had started it, and was killed");
            }

            File.Delete(file);
            container.WasStarted = true;
            container.State = container.Terminated(137, "ContainerStatusUnknown",
                "The control plane was killed while the container ran, so its end is not known", _context.Api.Timestamp);
        }
    }

    private void Check()
    {
        ImageRule images = new(_context.Options);
        if (_containers.Find(container => images.Program(container.Image) is null) is { } foreign)
        {
            throw new PodSetupException("ImageCannotRun", images.Refusal(foreign.Image), isFinal: true);
        }

        if (!Environment.IsPrivilegedProcess && _containers.Exists(container => PodIdentity.UserOf(_pod, container.Spec) is not null))
        {
            _context.Events.Normal(_pod, "UserNotSwitched", "securityContext.runAsUser is not applied: only root can start processes of other users");
        }
    }

    private async Task<Dictionary<string, string>> MountAsync(CancellationToken cancellationToken)
    {
        for (TimeSpan wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < LongestMountWait ? wait * 2 : LongestMountWait)
        {
            try
            {
                Dictionary<string, string> paths = _context.Volumes.Make(_pod);
                _context.Volumes.MakeHome(_pod, _context.ApiAccess.KubeConfig);
                return paths;
            }
            catch (PodSetupException error) when (!error.IsFinal)
            {
                Publish(PodContainer.Waiting("ContainerCreating", ""));
                _context.Events.Warning(_pod, error.Reason, error.Message);
                await Task.Delay(wait, _context.Clock, cancellationToken);
            }
        }
    }

    private ContainerRunner Runner(PodContainer container, ContainerStart start) => new(_context, _pod, container, start, Publish);

    private void Publish(JsonObject state)
    {
        foreach (PodContainer container in _containers.Where(container => !container.WasStarted))
        {
            container.State = (JsonObject)state.DeepClone();
        }

        Publish();
    }

    private void Publish()
    {
        lock (_gate)
        {
            _status.Write(_containers, null);
        }
    }

    private void Fail(string reason, string message)
    {
        _context.Events.Warning(_pod, "Failed", message);
        lock (_gate)
        {
            _status.Write(_containers, (reason, message));
        }
    }

    private async Task EndAsync(Task life)
    {
        foreach (PodContainer container in _containers)
        {
            if (container.Process is { } process)
            {
                _context.Events.Normal(_pod, "Killing", $"Stopping container {container.Name}");
                process.Terminate();
            }
        }

        await _ending.WaitAsync(life);
        for (int round = 0; round < KillRounds && !life.IsCompleted; round++)
        {
            _containers.ForEach(container => container.Process?.Kill());
            await Task.WhenAny(life, Task.Delay(KillPause, _context.Clock, CancellationToken.None));
        }
    }

    private void Finish()
    {
        switch (_ending.Cause)
        {
            case PodEndingCause.Deleted:
                _status.IsLast = true;
                Publish();
                _context.Api.Delete(_key, _uid, null, 0);
                break;
            case PodEndingCause.Stopping:
                Publish();
                break;
            default:
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7201, LogLevel.Error, "Pod {Namespace}/{Name} could not be run")]
        public static partial void Failed(ILogger log, Exception error, string @namespace, string name);
    }
}
