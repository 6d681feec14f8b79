using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Clients;

namespace Cairn.Kubernetes.Tests.Support;

/// <summary>A server of Repositories whose lists and watches are given in advance, each for the version it must be asked for. It knows nothing else.</summary>
internal sealed class ScriptedWatches : IClusterClient
{
    private readonly Queue<ObjectList<Repository>> _lists = new();
    private readonly Queue<(string Version, WatchEvent<Repository>[] Events, Exception? Failure)> _watches = new();

    /// <summary>Whether everything was asked for, and the last watch waits.</summary>
    public bool IsDone { get; private set; }

    public void List(string version, params Repository[] items) => _lists.Enqueue(new ObjectList<Repository>(items, version));

    public void Watch(string version, params WatchEvent<Repository>[] events) => _watches.Enqueue((version, events, null));

    public void WatchFails(string version, Exception failure) => _watches.Enqueue((version, [], failure));

    public Task<ObjectList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => Task.FromResult((ObjectList<T>)(object)_lists.Dequeue());

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListOptions options, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>
    {
        if (_watches.Count == 0)
        {
            IsDone = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        (string version, WatchEvent<Repository>[] events, Exception? failure) = _watches.Dequeue();
        Assert.Equal(version, resourceVersion);
        foreach (WatchEvent<Repository> item in events)
        {
            yield return (WatchEvent<T>)(object)item;
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    public Task<T?> FindAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> UpdateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> UpdateStatusAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<T> PatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();

    public Task<bool> DeleteAsync<T>(NamespacedName name, DeleteRequest request, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => throw new NotSupportedException();
}
