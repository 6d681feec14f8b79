using Cairn.Kubernetes.Controllers;
using Cairn.Kubernetes.Election;
using Cairn.Kubernetes.Recording;
using Cairn.Layout.Backends;
using Cairn.Operator.Controllers;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Cairn.Operator.Hosting;

/// <summary>Caches, leader election, controllers, probes and metrics in one process.</summary>
public static class OperatorHost
{
    /// <summary>Name of this program in events.</summary>
    private const string Component = "cairn-operator";

    /// <summary>Runs until it is cancelled; what is under way then ends within its limit.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    /// <exception cref="LeadershipLostException">Another replica may act now: the process has to end.</exception>
    /// <exception cref="IOException">The address of the probes is taken.</exception>
    public static async Task RunAsync(OperatorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        EventRecorder events = new(options.Client, Component, options.Identity, options.Clock, options.Loggers.CreateLogger<EventRecorder>());
        using ControllerManager manager = new(options.Client, ManagerOptions(options));
        OperatorServices services = MakeServices(options, manager, events);
        StorageControllers.Add(services);
        SessionControllers.AddTo(manager, options.Client, events, options.Jobs, new SessionLimits());

        LeaderElector? elector = options.Lease is { } lease
            ? new(
                options.Client, new LeaderElectionOptions { Lease = lease, Identity = options.Identity }, options.Clock,
                options.Loggers.CreateLogger<LeaderElector>())
            : null;
        await using WebApplication? probes = options.Listen is { } listen
            ? await ProbeServer.StartAsync(listen, services, () => elector?.IsLeader ?? true, cancellationToken)
            : null;
        await RunAllAsync(manager, events, elector, cancellationToken);
    }

    private static ControllerManagerOptions ManagerOptions(OperatorOptions options) => new()
    {
        Loggers = options.Loggers,
        Clock = options.Clock,
        Namespaces = options.Namespaces,
    };

    private static OperatorServices MakeServices(OperatorOptions options, ControllerManager manager, EventRecorder events) => new()
    {
        Client = options.Client,
        Manager = manager,
        Events = events,
        // With a limited view of the cluster what is not found may still exist.
        Lookup = new CacheLookup(manager, isComplete: manager.Options.Namespaces.Count == 0),
        Jobs = options.Jobs,
        OpenStorage = (storage, secret, onRetry) => StorageAccess.Of(storage, secret).OpenMetadata(onRetry, options.Clock),
        Clock = options.Clock,
        Loggers = options.Loggers,
        Version = options.Version,
    };

    private static async Task RunAllAsync(
        ControllerManager manager, EventRecorder events, LeaderElector? elector, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource recording = new();
        Task caches = manager.RunCachesAsync(ending.Token);
        Task recorder = events.RunAsync(recording.Token);
        try
        {
            await (elector is null
                ? manager.RunControllersAsync(cancellationToken, CancellationToken.None)
                : elector.RunAsync(manager.RunControllersAsync, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop while it waited: for its caches, or to become the leader.
        }
        finally
        {
            await ending.CancelAsync();
            await caches;

            // Last of all, so that what the controllers had to tell is told.
            await recording.CancelAsync();
            await recorder;
        }
    }
}
