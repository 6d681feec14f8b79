using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Controllers;

/// <summary>
/// Caches and controllers of one process. First everything is described (<see cref="Cache"/>, <see cref="AddIndex"/>, <see cref="For"/>), then
/// <see cref="RunCachesAsync"/> keeps the caches up to date, and <see cref="RunControllersAsync"/> does the work while this process is the leader.
/// </summary>
public sealed class ControllerManager : IDisposable
{
    private readonly Dictionary<Type, object> _caches = [];
    private readonly List<Func<bool>> _synced = [];
    private readonly List<Func<CancellationToken, Task>> _reflectors = [];
    private readonly List<Controller> _controllers = [];
    private readonly ILogger _cacheLogger;
    private bool _isStarted;

    /// <summary>A manager without caches and controllers.</summary>
    public ControllerManager(IClusterClient client, ControllerManagerOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        Client = client;
        Options = options;
        _cacheLogger = options.Loggers.CreateLogger("Cairn.Caches");
    }

    /// <summary>The client that caches read with.</summary>
    public IClusterClient Client { get; }

    /// <summary>How controllers run.</summary>
    public ControllerManagerOptions Options { get; }

    /// <summary>Whether all caches are complete.</summary>
    public bool HasSynced => _synced.TrueForAll(isSynced => isSynced());

    /// <summary>What the controllers have done so far.</summary>
    public IReadOnlyList<ControllerStatistics> Statistics => [.. _controllers.Select(controller => controller.Statistics)];

    /// <summary>Whether no name waits for a worker or is with one. Times that are set do not count.</summary>
    public bool IsIdle => _controllers.TrueForAll(controller => controller.Queue.IsIdle);

    /// <summary>The cache of a kind; one for all who ask.</summary>
    public IObjectCache<T> Cache<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => CacheOf<T>();

    /// <summary>Lets a cache be asked by keys that are computed from its objects; see <see cref="IObjectCache{T}.ByIndex"/>.</summary>
    public void AddIndex<T>(string index, Func<T, IEnumerable<string>> keys)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ThrowIfStarted();
        CacheOf<T>().AddIndex(index, keys);
    }

    /// <summary>Begins the description of a controller.</summary>
    /// <typeparam name="T">The kind whose objects it handles.</typeparam>
    /// <param name="name">Its name in logs and metrics. Unset: the kind.</param>
    public ControllerBuilder<T> For<T>(string? name = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ThrowIfStarted();
        Controller controller = new(name ?? ObjectKind<T>.Instance.Kind, Options);
        _controllers.Add(controller);
        return new ControllerBuilder<T>(this, controller);
    }

    /// <summary>Keeps all caches up to date until it is cancelled.</summary>
    public Task RunCachesAsync(CancellationToken cancellationToken)
    {
        ThrowIfStarted();
        _isStarted = true;
        return Task.WhenAll(_reflectors.Select(run => run(cancellationToken)));
    }

    /// <summary>Waits until all caches are complete.</summary>
    public async Task WaitForCachesAsync(CancellationToken cancellationToken)
    {
        while (!HasSynced)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Runs the controllers until it is asked to stop; then calls under way end by themselves within the limit for it.</summary>
    /// <param name="stopping">Asks to stop.</param>
    /// <param name="aborting">Cancels calls under way.</param>
    public async Task RunControllersAsync(CancellationToken stopping, CancellationToken aborting)
    {
        await WaitForCachesAsync(stopping);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(aborting);
        await using CancellationTokenRegistration registration = stopping.Register(() => both.CancelAfter(Options.StopLimit));
        await Task.WhenAll(_controllers.Select(controller => controller.RunAsync(stopping, both.Token)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Controller controller in _controllers)
        {
            controller.Dispose();
        }
    }

    internal ObjectCache<T> CacheOf<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (_caches.TryGetValue(typeof(T), out object? known))
        {
            return (ObjectCache<T>)known;
        }

        ThrowIfStarted();
        ObjectCache<T> cache = new();
        _caches[typeof(T)] = cache;
        _synced.Add(() => cache.HasSynced);
        bool isNarrow = ObjectKind<T>.Instance.IsNamespaced && Options.Namespaces.Count > 0;
        IEnumerable<string?> scopes = isNarrow ? Options.Namespaces.Select(item => (string?)item) : [null];
        foreach (string? @namespace in scopes)
        {
            cache.Expect(@namespace ?? "");
            Reflector<T> reflector = new(Client, cache, new ListOptions { Namespace = @namespace }, Options.Clock, _cacheLogger);
            _reflectors.Add(reflector.RunAsync);
        }

        return cache;
    }

    private void ThrowIfStarted()
    {
        if (_isStarted)
        {
            throw new InvalidOperationException("Caches and controllers are described before the manager runs.");
        }
    }
}
