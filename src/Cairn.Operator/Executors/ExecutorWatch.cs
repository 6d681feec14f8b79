using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using k8s.Models;

namespace Cairn.Operator.Executors;

/// <summary>
/// Looks at a run's Job, and at its pod when the Job does not tell enough. Pods are not cached: a cluster has many, and a run's is of interest for
/// moments only.
/// </summary>
internal sealed class ExecutorWatch(IClusterClient client)
{
    /// <summary>How a Job is doing now.</summary>
    public async Task<ExecutorState> LookAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        V1Job? job = await client.FindAsync<V1Job>(name, cancellationToken);
        if (job is null || job.Metadata.DeletionTimestamp is not null)
        {
            return new ExecutorState(
                ExecutorPhase.Missing, $"Job {name.Name} is gone: it was deleted before it ended. The cluster's audit log says by whom.", job, null);
        }

        if (Find(job, "Complete") is { } complete)
        {
            return new ExecutorState(ExecutorPhase.Succeeded, null, job, Utc(job.Status.CompletionTime ?? complete.LastTransitionTime));
        }

        IReadOnlyList<V1Pod> pods = await PodsOfAsync(job, cancellationToken);
        if (Find(job, "Failed") is { } failed)
        {
            string problem = PodProblems.OfEnd(pods) ?? $"Job {name.Name} failed ({failed.Reason}): {failed.Message ?? "Kubernetes gives no reason"}.";
            string text = failed.Reason == "DeadlineExceeded" ? $"Job {name.Name} took longer than it may and was stopped by Kubernetes." : problem;
            return new ExecutorState(ExecutorPhase.Failed, text, job, Utc(failed.LastTransitionTime));
        }

        bool hasStarted = pods.Any(pod => pod.Status?.Phase is "Running" or "Succeeded" or "Failed");
        return hasStarted
            ? new ExecutorState(ExecutorPhase.Running, null, job, Utc(job.Status?.StartTime ?? job.Metadata.CreationTimestamp))
            : new ExecutorState(ExecutorPhase.Pending, PodProblems.OfStart(pods, job), job, Utc(job.Metadata.CreationTimestamp));
    }

    /// <summary>Deletes a Job with its pod. It may be gone already.</summary>
    public Task StopAsync(V1Job job, CancellationToken cancellationToken) =>
        client.DeleteAsync<V1Job>(NamespacedName.Of(job), new DeleteRequest { Uid = job.Metadata.Uid }, cancellationToken);

    private async Task<IReadOnlyList<V1Pod>> PodsOfAsync(V1Job job, CancellationToken cancellationToken)
    {
        ListOptions options = new() { Namespace = job.Metadata.NamespaceProperty, LabelSelector = $"job-name={job.Metadata.Name}" };
        ObjectList<V1Pod> pods = await client.ListAsync<V1Pod>(options, cancellationToken);
        return [.. pods.Items.Where(pod => pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == job.Metadata.Uid) == true)
            .OrderByDescending(pod => pod.Metadata.CreationTimestamp)];
    }

    private static V1JobCondition? Find(V1Job job, string type) =>
        job.Status?.Conditions?.FirstOrDefault(item => item.Type == type && item.Status == "True");

    private static DateTimeOffset? Utc(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;
}
