using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>A client whose process dies at one of its writes: just before it, or when it was done and before anybody heard of it.</summary>
/// <param name="inner">The cluster.</param>
/// <param name="killAt">Which write it is, from 1; 0: none.</param>
/// <param name="isAfter">Whether the write is still done.</param>
internal sealed class KillingClient(IClusterClient inner, int killAt, bool isAfter) : IClusterClient
{
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    /// <summary>Writes so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Ends when the process has died.</summary>
    public Task Dead => _dead.Task;

    public Task<T?> FindAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Alive(() => inner.FindAsync<T>(name, cancellationToken));

    public Task<ObjectList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => Alive(() => inner.ListAsync<T>(options, cancellationToken));

    public Task<T> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.CreateAsync(value, cancellationToken));

    public Task<T> UpdateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.UpdateAsync(value, cancellationToken));

    public Task<T> UpdateStatusAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.UpdateStatusAsync(value, cancellationToken));

    public Task<T> PatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.PatchAsync<T>(name, patch, cancellationToken));

    public Task<T> PatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.PatchStatusAsync<T>(name, patch, cancellationToken));

    public Task<bool> DeleteAsync<T>(NamespacedName name, DeleteRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync(() => inner.DeleteAsync<T>(name, request, cancellationToken));

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ListOptions options, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await foreach (WatchEvent<T> change in inner.WatchAsync<T>(options, resourceVersion, cancellationToken))
        {
            yield return change;
        }
    }

    private Task<T> Alive<T>(Func<Task<T>> call) => _dead.Task.IsCompleted ? throw new InvalidOperationException("This process is dead.") : call();

    private async Task<T> WriteAsync<T>(Func<Task<T>> call)
    {
        bool isLast = Interlocked.Increment(ref _writes) == killAt;
        if (isLast && !isAfter)
        {
            _dead.TrySetResult();
        }

        T result = await Alive(call);
        if (isLast)
        {
            _dead.TrySetResult();
        }

        return await Alive(() => Task.FromResult(result));
    }
}
