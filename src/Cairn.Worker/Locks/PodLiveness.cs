using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Restic.Locks;
using k8s.Models;

namespace Cairn.Worker.Locks;

/// <summary>Knows from the API server whether the pod that holds a lock is gone: the lock of a Job that was killed does not stop the next one.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="clusterIdentity">What tells it from others; null: nothing can be proven.</param>
internal sealed class PodLiveness(IClusterClient cluster, string? clusterIdentity) : ILockLiveness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<bool> IsProvenDeadAsync(LockFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (clusterIdentity is null || file.Origin is not { Pod: { } pod, PodUid: { } uid } origin || origin.Cluster != clusterIdentity
            || pod.Split('/') is not [{ Length: > 0 } home, { Length: > 0 } name])
        {
            return false;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            V1Pod? found = await cluster.FindAsync<V1Pod>(new NamespacedName(home, name), limit.Token);
            return found is null || found.Metadata.Uid != uid || found.Status?.Phase is "Succeeded" or "Failed";
        }
        catch (ClusterException)
        {
            // Not knowing is not proof; the lock goes stale by age.
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
