using System.Text.Json.Nodes;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>
/// A client whose process is killed at its n-th write: from then on nothing gets through. Whether that write itself got through is a second choice, as
/// with a real kill.
/// </summary>
internal sealed class CrashingClient(IClusterClient inner, int crashAt, bool isLastWritten) : IClusterClient
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    /// <summary>Ends when the client has crashed.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Writes so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public Task<T?> FindAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ThrowIfDead();
        return inner.FindAsync<T>(name, cancellationToken);
    }

    public Task<ObjectList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ThrowIfDead();
        return inner.ListAsync<T>(options, cancellationToken);
    }

    public Task<T> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<T>(() => inner.CreateAsync(value, cancellationToken));

    public Task<T> UpdateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<T>(() => inner.UpdateAsync(value, cancellationToken));

    public Task<T> UpdateStatusAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<T>(() => inner.UpdateStatusAsync(value, cancellationToken));

    public Task<T> PatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<T>(() => inner.PatchAsync<T>(name, patch, cancellationToken));

    public Task<T> PatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<T>(() => inner.PatchStatusAsync<T>(name, patch, cancellationToken));

    public Task<bool> DeleteAsync<T>(NamespacedName name, DeleteRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => WriteAsync<bool>(() => inner.DeleteAsync<T>(name, request, cancellationToken));

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ThrowIfDead();
        return inner.WatchAsync<T>(options, resourceVersion, cancellationToken);
    }

    private async Task<TResult> WriteAsync<TResult>(Func<Task<TResult>> write)
    {
        int number = Interlocked.Increment(ref _writes);
        if (number < crashAt)
        {
            return await write();
        }

        if (number == crashAt && isLastWritten)
        {
            await write();
        }

        _crashed.TrySetResult();
        throw new OperationCanceledException("The process was killed.");
    }

    private void ThrowIfDead()
    {
        if (_crashed.Task.IsCompleted)
        {
            throw new OperationCanceledException("The process was killed.");
        }
    }
}
