using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout;
using Cairn.Operator.Controllers;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Storage;
using Cairn.Storage.Objects;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Operator.Tests.Support;

/// <summary>
/// The storage side of the operator as one process would run it, with caches of its own. Buckets are directories; their names are those of the buckets.
/// </summary>
internal sealed class TestOperator : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ControllerManager _manager;
    private readonly Task _running;

    private TestOperator(IClusterClient client, string buckets)
    {
        ControllerManagerOptions options = new()
        {
            Loggers = NullLoggerFactory.Instance,
            FirstPause = TimeSpan.FromMilliseconds(20),
            StopLimit = TimeSpan.FromSeconds(5),
        };
        _manager = new ControllerManager(client, options);
        Services = new OperatorServices
        {
            Client = client,
            Manager = _manager,
            Events = Events,
            Lookup = new CacheLookup(_manager, isComplete: true),
            Jobs = new JobSettings { Image = "cairn:test" },
            OpenStorage = (storage, _, _) => new MetadataStore(ObjectStoreFactory.Open(
                RepositoryLocation.OfDirectory(Path.Combine(buckets, storage.Spec!.Storage!.S3!.Bucket!)), new BackendSettings(), null, TimeProvider.System)),
            Clock = TimeProvider.System,
            Loggers = options.Loggers,
            Version = "test",
            PauseFactor = 0.05,
        };
        StorageControllers.Add(Services);
        _running = Task.WhenAll(_manager.RunCachesAsync(_stopping.Token), _manager.RunControllersAsync(_stopping.Token, _stopping.Token));
    }

    /// <summary>What reconcilers are given.</summary>
    public OperatorServices Services { get; }

    /// <summary>What people were told.</summary>
    public RememberedEvents Events { get; } = new();

    /// <summary>Starts it.</summary>
    public static TestOperator Start(IClusterClient client, string buckets) => new(client, buckets);

    /// <summary>Stops it at once, as a killed process does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        _manager.Dispose();
        _stopping.Dispose();
    }
}
