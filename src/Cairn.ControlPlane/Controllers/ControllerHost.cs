using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Controllers;

/// <summary>
/// Hands every change of the store to all controllers, beginning with the objects that are there already, and runs their loops until it is
/// disposed.
/// </summary>
internal sealed partial class ControllerHost : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly ResourceCatalog _catalog;
    private readonly ILogger _log;
    private readonly List<ControllerLoop> _loops;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <summary>Starts the controllers.</summary>
    public ControllerHost(ObjectStore store, ResourceCatalog catalog, IEnumerable<IController> controllers, TimeProvider clock, ILogger log)
    {
        (_store, _catalog, _log) = (store, catalog, log);
        _loops = [.. controllers.Select(controller => new ControllerLoop(controller, clock, log))];
        _running = Task.WhenAll([.. _loops.Select(loop => Task.Run(() => loop.RunAsync(_stopping.Token))), Task.Run(PumpAsync)]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _loops.ForEach(loop => loop.Dispose());
        _stopping.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                await FollowAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    // Returns when it was too slow for the store and has to begin again with what is there.
    private async Task FollowAsync()
    {
        using ChangeFeed? feed = _store.Watch(null, _store.Version);
        if (feed is null)
        {
            return;
        }

        // What changes meanwhile is seen twice, which does no harm: controllers look at states.
        foreach (string resource in _catalog.All.Select(info => info.GroupResource).Distinct().ToList())
        {
            foreach (StoredObject stored in _store.List(resource, null).Objects)
            {
                Observe(new Change(ChangeType.Added, stored.Version, stored, null));
            }
        }

        await foreach (Change change in feed.Changes.ReadAllAsync(_stopping.Token))
        {
            Observe(change);
        }

        _stopping.Token.ThrowIfCancellationRequested();
        Log.Behind(_log);
    }

    private void Observe(Change change) => _loops.ForEach(loop => loop.Observe(change));

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning, "The controllers fell behind the changes of the store and look at all objects again")]
        public static partial void Behind(ILogger log);
    }
}
