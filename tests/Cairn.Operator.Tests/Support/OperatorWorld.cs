using System.Diagnostics;
using Cairn.Api.Meta;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Catalog;
using Cairn.Operator.Controllers;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Testing.Clusters;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Operator.Tests.Support;

/// <summary>One namespace of the test cluster, with an operator for it and stand-ins for everything around.</summary>
internal sealed class OperatorWorld : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static int _count;

    private readonly RunningManager _stand;
    private readonly string[] _namespaces;
    private RunningManager? _operator;

    private OperatorWorld(IClusterClient client, string[] namespaces)
    {
        Client = client;
        _namespaces = namespaces;
        ControllerManager manager = MakeManager(client, TimeProvider.System);
        Pods = new FakePods(client);
        Storages = new FakeStorages(client);
        manager.For<V1Pod>().Run(Pods, 1);
        Storages.Register(manager);
        _stand = new RunningManager(manager);
    }

    public IClusterClient Client { get; }

    public string Namespace => _namespaces[0];

    public FakePods Pods { get; }

    public FakeStorages Storages { get; }

    public ShiftedClock Clock { get; } = new();

    public RecordedEvents Events { get; } = new();

    public static async Task<OperatorWorld> StartAsync(TestCluster cluster, int namespaces, CancellationToken cancellationToken)
    {
        string[] names = [.. Enumerable.Range(0, namespaces).Select(_ => $"world-{Interlocked.Increment(ref _count)}")];
        foreach (string name in names)
        {
            await cluster.MakeNamespaceAsync(name, cancellationToken);
        }

        foreach (ApiObject value in DefaultCatalog.Objects())
        {
            await ApplyAsync(cluster.Client, value, cancellationToken);
        }

        return new OperatorWorld(cluster.Client, names);
    }

    /// <summary>The other namespace.</summary>
    public string OtherNamespace => _namespaces[1];

    /// <summary>Starts an operator, or another one when the first was killed.</summary>
    public async Task StartOperatorAsync(IClusterClient? client = null)
    {
        if (_operator is not null)
        {
            await _operator.DisposeAsync();
        }

        IClusterClient used = client ?? Client;
        ControllerManager manager = MakeManager(used, Clock);
        SessionLimits limits = new() { Poll = TimeSpan.FromMilliseconds(100) };
        SessionControllers.AddTo(manager, used, Events, new JobSettings { Image = "example.invalid/cairn:1" }, limits);
        _operator = new RunningManager(manager);
    }

    /// <summary>Creates objects of a YAML text, in which NS stands for the namespace and OTHER for the other one.</summary>
    public async Task ApplyAsync(string yaml, CancellationToken cancellationToken)
    {
        string text = yaml.Replace("NS", Namespace, StringComparison.Ordinal)
            .Replace("OTHER", _namespaces[^1], StringComparison.Ordinal);
        foreach (ApiObject value in ObjectFile.Read(text).All<ApiObject>())
        {
            await ApplyAsync(Client, value, cancellationToken);
        }
    }

    /// <summary>The object once it is as expected.</summary>
    public async Task<T> UntilAsync<T>(string name, Func<T, bool> isExpected, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            T? value = await Client.FindAsync<T>(new NamespacedName(Namespace, name), cancellationToken);
            if (value is not null && isExpected(value))
            {
                return value;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"{typeof(T).Name} {name} did not come to be as expected: {Show(value)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"It did not come about: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>All objects of a kind in the namespace.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (await Client.ListAsync<T>(new ListOptions { Namespace = Namespace }, cancellationToken)).Items;

    public async ValueTask DisposeAsync()
    {
        if (_operator is not null)
        {
            await _operator.DisposeAsync();
        }

        await _stand.DisposeAsync();
    }

    private static string Show(object? value) =>
        value is ApiObject own ? Cairn.Api.Serialization.ApiJson.WriteYaml(own) : value?.ToString() ?? "it is not there";

    private ControllerManager MakeManager(IClusterClient client, TimeProvider clock) => new(client, new ControllerManagerOptions
    {
        Clock = clock,
        Loggers = NullLoggerFactory.Instance,
        Namespaces = _namespaces,
        FirstPause = TimeSpan.FromMilliseconds(20),
    });

    private static Task<bool> ApplyAsync(IClusterClient client, ApiObject value, CancellationToken cancellationToken) => value switch
    {
        Cairn.Api.Addons.Addon item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Addons.Function item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.AppCatalog.AppBinding item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Storage.BackupStorage item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Storage.RetentionPolicy item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Storage.Repository item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Storage.Snapshot item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Core.BackupConfiguration item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Core.BackupSession item => client.CreateIfAbsentAsync(item, cancellationToken),
        Cairn.Api.Core.RestoreSession item => client.CreateIfAbsentAsync(item, cancellationToken),
        _ => throw new ArgumentException($"{value.Kind} is not made here."),
    };
}
