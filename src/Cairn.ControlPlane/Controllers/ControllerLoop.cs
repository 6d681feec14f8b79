using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Store;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane.Controllers;

/// <summary>Runs one controller: takes objects from its queue, has them reconciled, and comes back later, and later each time, to those that failed.</summary>
internal sealed partial class ControllerLoop(IController controller, TimeProvider clock, ILogger log) : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly WorkQueue _queue = new(clock);
    private readonly Dictionary<ObjectKey, TimeSpan> _retries = [];

    /// <summary>Takes note of a change.</summary>
    public void Observe(Change change)
    {
        foreach (ObjectKey key in controller.Affected(change))
        {
            _queue.Add(key);
        }
    }

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Step(await _queue.TakeAsync(cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops; what is left is found again at the next start.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private void Step(ObjectKey key)
    {
        // What the controller says is meant from the time that it looked at, not from when it had finished.
        DateTimeOffset began = clock.GetUtcNow();
        try
        {
            TimeSpan? next = controller.Reconcile(key);
            _retries.Remove(key);
            if (next is { } delay)
            {
                _queue.AddAt(key, began + delay);
            }
        }
#pragma warning disable CA1031 // The edge of a controller: one object that fails must not stop the others.
        catch (Exception error)
        {
            TimeSpan retry = _retries.TryGetValue(key, out TimeSpan last) ? last * 2 : FirstRetry;
            _retries[key] = retry < LongestRetry ? retry : LongestRetry;
            _queue.AddAt(key, clock.GetUtcNow() + _retries[key]);
            if (error is not ApiException { Code: 409 or 404 })
            {
                Log.Failed(log, error, controller.Name, key.Namespace, key.Name);
            }
        }
#pragma warning restore CA1031
    }

    private static partial class Log
    {
        [LoggerMessage(7100, LogLevel.Warning, "Controller {Controller} failed at {Namespace}/{Name} and tries again")]
        public static partial void Failed(ILogger log, Exception error, string controller, string @namespace, string name);
    }
}
