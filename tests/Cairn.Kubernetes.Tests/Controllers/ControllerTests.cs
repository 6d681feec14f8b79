using System.Collections.Concurrent;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Controllers;
using Cairn.Testing.Clusters;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Kubernetes.Tests.Controllers;

public sealed class ControllerTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<NamespacedName> _calls = new();
    private TestCluster _cluster = null!;
    private ControllerManager _manager = null!;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);
        _manager = new ControllerManager(
            _cluster.Client, new ControllerManagerOptions { Loggers = NullLoggerFactory.Instance, FirstPause = TimeSpan.FromMilliseconds(10) });
    }

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
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Objects_that_were_there_and_those_that_come_are_reconciled()
    {
        await CreateAsync("before");
        Start(_ => ReconcileResult.Done);
        await WaitForCallAsync("before");
        await CreateAsync("after");
        await WaitForCallAsync("after");
    }

    [Fact]
    public async Task Change_of_an_owned_object_brings_its_owner()
    {
        Repository owner = await CreateAsync("owner");
        Start(_ => ReconcileResult.Done);
        await WaitForCallAsync("owner");
        _calls.Clear();
        V1ObjectMeta metadata = new()
        {
            Name = "child",
            NamespaceProperty = "default",
            OwnerReferences = [new V1OwnerReference { ApiVersion = owner.ApiVersion, Kind = owner.Kind, Name = "owner", Uid = owner.Metadata.Uid }],
        };
        await _cluster.Client.CreateAsync(new Snapshot { Metadata = metadata, Spec = new SnapshotSpec() }, Ct);
        await WaitForCallAsync("owner");
        Assert.Single(_manager.Cache<Snapshot>().OwnedBy(owner.Metadata.Uid));
    }

    [Fact]
    public async Task Reconciler_that_throws_is_called_again_and_does_not_disturb_others()
    {
        await CreateAsync("bad");
        await CreateAsync("good");
        int failures = 0;
        Start(name => name.Name == "bad" && Interlocked.Increment(ref failures) < 4 ? throw new InvalidOperationException("not yet") : ReconcileResult.Done);
        await WaitAsync(() => failures >= 4 && _calls.Contains(new NamespacedName("default", "good")));
        Assert.Equal(3, Assert.Single(_manager.Statistics).Failed);
    }

    [Fact]
    public async Task Name_comes_again_after_the_time_its_reconciler_asked_for()
    {
        await CreateAsync("again");
        Start(_ => ReconcileResult.After(TimeSpan.FromMilliseconds(20)));
        await WaitAsync(() => _calls.Count >= 5);
        Assert.All(_calls, name => Assert.Equal("again", name.Name));
    }

    private Task<Repository> CreateAsync(string name) => _cluster.Client.CreateAsync(
        new Repository { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" }, Spec = new RepositorySpec { Path = name } }, Ct);

    private void Start(Func<NamespacedName, ReconcileResult> reconcile)
    {
        _manager.For<Repository>().Owns<Snapshot>().Run(new Remembering(_calls, reconcile), 2);
        _running = Task.WhenAll(_manager.RunCachesAsync(_stopping.Token), _manager.RunControllersAsync(_stopping.Token, _stopping.Token));
    }

    private Task WaitForCallAsync(string name) => WaitAsync(() => _calls.Contains(new NamespacedName("default", name)));

    private static async Task WaitAsync(Func<bool> isDone)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isDone())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }

    private sealed class Remembering(ConcurrentQueue<NamespacedName> calls, Func<NamespacedName, ReconcileResult> reconcile) : IReconciler
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            calls.Enqueue(name);
            return Task.FromResult(reconcile(name));
        }
    }
}
