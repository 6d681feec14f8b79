using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Queues;
using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Controllers;

/// <summary>A queue, and the workers that call one reconciler for the names in it.</summary>
internal sealed partial class Controller(string name, ControllerManagerOptions options) : IDisposable
{
    private readonly ILogger _logger = options.Loggers.CreateLogger($"Cairn.Controllers.{name}");
    private long _succeeded;
    private long _failed;
    private long _conflicts;
    private long _ticks;
    private int _active;

    public string Name { get; } = name;

    public WorkQueue Queue { get; } = new(options.Clock, options.FirstPause, options.LongestPause);

    public IReconciler? Reconciler { get; set; }

    public int Workers { get; set; } = 1;

    public ControllerStatistics Statistics => new(
        Name,
        Interlocked.Read(ref _succeeded),
        Interlocked.Read(ref _failed),
        Interlocked.Read(ref _conflicts),
        TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds,
        Queue.Count,
        Volatile.Read(ref _active));

    /// <summary>
    /// Runs until it is asked to stop; calls under way then end by themselves, or are cancelled by the second token.
    /// </summary>
    public Task RunAsync(CancellationToken stopping, CancellationToken aborting) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stopping, aborting)));

    public void Dispose() => Queue.Dispose();

    private async Task WorkAsync(CancellationToken stopping, CancellationToken aborting)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            NamespacedName name;
            try
            {
                name = await Queue.TakeAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            await CallAsync(name, aborting);
            Queue.Finish(name);
        }
    }

    private async Task CallAsync(NamespacedName name, CancellationToken aborting)
    {
        using IDisposable? scope = Log.Scope(_logger, Name, name);
        using CancellationTokenSource limit = new(options.CallLimit, options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborting);
        long start = options.Clock.GetTimestamp();
        Interlocked.Increment(ref _active);
        try
        {
            ReconcileResult result = await Reconciler!.ReconcileAsync(name, both.Token);
            Interlocked.Increment(ref _succeeded);
            Queue.Forget(name);
            if (result.RequeueAfter is { } delay)
            {
                Queue.AddAfter(name, delay);
            }
        }
        catch (OperationCanceledException) when (aborting.IsCancellationRequested)
        {
            // Stopping: the next process begins with all names anyhow.
        }
#pragma warning disable CA1031 // The edge of a controller: one object that cannot be handled must not end the handling of all others.
        catch (Exception error)
#pragma warning restore CA1031
        {
            TakeFailure(name, error, limit.IsCancellationRequested);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
            Interlocked.Add(ref _ticks, options.Clock.GetElapsedTime(start).Ticks);
        }
    }

    private void TakeFailure(NamespacedName name, Exception error, bool isTimeout)
    {
        TimeSpan pause = Queue.AddFailed(name);
        if (error is ClusterException { Kind: ClusterErrorKind.Conflict or ClusterErrorKind.AlreadyExists })
        {
            Interlocked.Increment(ref _conflicts);
            Log.Conflict(_logger, Name, name, error.Message);
            return;
        }

        Interlocked.Increment(ref _failed);
        if (isTimeout)
        {
            Log.TimedOut(_logger, Name, name, options.CallLimit, pause);
        }
        else if (error is ClusterException)
        {
            Log.Refused(_logger, Name, name, error.Message, pause);
        }
        else
        {
            Log.Failed(_logger, Name, name, pause, error);
        }
    }

    private static partial class Log
    {
        /// <summary>Every line that is written within a call says which object it is about.</summary>
        public static readonly Func<ILogger, string, NamespacedName, IDisposable?> Scope =
            LoggerMessage.DefineScope<string, NamespacedName>("{Controller} {Object}");

        [LoggerMessage(4101, LogLevel.Debug, "{Controller} {Object}: changed meanwhile, looking again: {Problem}")]
        public static partial void Conflict(ILogger logger, string controller, NamespacedName @object, string problem);

        [LoggerMessage(4102, LogLevel.Error, "{Controller} {Object}: not done within {Limit}; next try in {Pause}")]
        public static partial void TimedOut(ILogger logger, string controller, NamespacedName @object, TimeSpan limit, TimeSpan pause);

        [LoggerMessage(4103, LogLevel.Warning, "{Controller} {Object}: {Problem} Next try in {Pause}")]
        public static partial void Refused(ILogger logger, string controller, NamespacedName @object, string problem, TimeSpan pause);

        [LoggerMessage(4104, LogLevel.Error, "{Controller} {Object}: failed; next try in {Pause}")]
        public static partial void Failed(ILogger logger, string controller, NamespacedName @object, TimeSpan pause, Exception error);
    }
}
