using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Pods;

/// <summary>Runs the Pods of the store as processes of this machine, one <see cref="PodWorker"/> each, until it is disposed.</summary>
internal sealed partial class PodRunner : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    private readonly PodContext _context;
    private readonly ObjectStore _store;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PodWorker Worker, Task Life)> _workers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;

    /// <summary>Starts it.</summary>
    public PodRunner(PodContext context, ObjectStore store)
    {
        (_context, _store) = (context, store);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>The worker of a Pod; null when it does not run here.</summary>
    public PodWorker? Find(string uid)
    {
        lock (_gate)
        {
            return _workers.TryGetValue(uid, out (PodWorker Worker, Task Life) known) ? known.Worker : null;
        }
    }

    /// <summary>Ends all Pods within the time that they have, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        List<(PodWorker Worker, Task Life)> workers;
        lock (_gate)
        {
            workers = [.. _workers.Values];
        }

        workers.ForEach(item => item.Worker.Stop());
        try
        {
            await Task.WhenAll(workers.Select(item => item.Life)).WaitAsync(_context.Options.StopLimit + Slack, _context.Clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Log.StillRunning(_context.Log, workers.Count(item => !item.Life.IsCompleted));
        }

        workers.ForEach(item => item.Worker.Dispose());
        _context.Files.RemoveEmpty();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                (ObjectList list, ChangeFeed feed) = _store.ListAndWatch(ResourceNames.Pods, null);
                using (feed)
                {
                    RemoveFiles([.. list.Objects.Select(stored => stored.Parse().Text("metadata", "uid") ?? "")]);
                    foreach (StoredObject stored in list.Objects)
                    {
                        Observe(stored.Parse());
                    }

                    await foreach (Change change in feed.Changes.ReadAllAsync(_stopping.Token))
                    {
                        See(change);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void See(Change change)
    {
        JsonObject pod = change.Object.Parse();
        if (change.Type != ChangeType.Deleted)
        {
            Observe(pod);
            return;
        }

        string uid = pod.Text("metadata", "uid") ?? "";
        if (Find(uid) is { } worker)
        {
            worker.Removed();
        }
        else
        {
            _context.Files.Remove(uid);
        }
    }

    private void Observe(JsonObject pod)
    {
        string uid = pod.Text("metadata", "uid") ?? "";
        if (Find(uid) is { } known)
        {
            known.Observe(pod);
            return;
        }

        string? node = pod.Text("spec", "nodeName");
        bool isOurs = string.IsNullOrEmpty(node) || node == _context.Options.NodeName;
        bool isDone = pod.Text("status", "phase") is "Succeeded" or "Failed";
        // A Pod without any time left was ended before; only a finalizer of somebody else holds it.
        bool isEnded = pod.Text("metadata", "deletionTimestamp") is not null && pod.Number("metadata", "deletionGracePeriodSeconds") is null or 0;
        if (isOurs && !isDone && !isEnded)
        {
            Begin(uid, pod);
        }
        else
        {
            Orphans.End(_context.Files, uid);
        }
    }

    private void Begin(string uid, JsonObject pod)
    {
        PodWorker worker = new(_context, pod);
        worker.ObserveFirst();
        lock (_gate)
        {
            _workers[uid] = (worker, Task.Run(() => LiveAsync(uid, worker)));
        }
    }

    private async Task LiveAsync(string uid, PodWorker worker)
    {
        await worker.RunAsync();
        lock (_gate)
        {
            _workers.Remove(uid);
        }

        if (!_stopping.IsCancellationRequested)
        {
            worker.Dispose();
        }

        // A finished Pod keeps its logs; what was secret goes with its processes, as mounts do.
        _context.Files.RemoveSecrets(uid);
        if (_context.Api.Get(ApiAccess.KeyOf(ResourceNames.Pods, worker.Pod)).Text("metadata", "uid") != uid)
        {
            _context.Files.Remove(uid);
        }
    }

    // Pods that were removed while nobody ran them; their processes may still be there.
    private void RemoveFiles(HashSet<string> uids)
    {
        foreach (string uid in _context.Files.Known.Where(uid => !uids.Contains(uid) && Find(uid) is null))
        {
            Orphans.End(_context.Files, uid);
            _context.Files.Remove(uid);
            Log.FilesRemoved(_context.Log, uid);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7210, LogLevel.Warning, "{Count} Pods had not ended when the control plane stopped")]
        public static partial void StillRunning(ILogger log, int count);

        [LoggerMessage(7211, LogLevel.Information, "Removed the files of the Pod {Uid}, which is gone")]
        public static partial void FilesRemoved(ILogger log, string uid);
    }
}
