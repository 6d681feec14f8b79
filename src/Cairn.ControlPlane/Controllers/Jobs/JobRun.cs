using System.Text.Json.Nodes;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>A Job with its Pods while it is being reconciled.</summary>
internal sealed record JobRun(ObjectKey Key, string Uid, JsonObject Job, JobSpec Spec, JobStatus Status, List<JobPod> Pods)
{
    /// <summary>How many Pods should be active, given how many are.</summary>
    public long Wanted(int active)
    {
        if (Spec.IsSuspended)
        {
            return 0;
        }

        // Without a number of completions the first success is the signal that no further Pod is needed.
        return Spec.Completions is { } completions ? Math.Min(completions - Status.Succeeded, Spec.Parallelism)
            : Status.Succeeded > 0 ? active : Spec.Parallelism;
    }

    /// <summary>The Pods to be given up: those that have done least.</summary>
    public static IEnumerable<JobPod> Surplus(IEnumerable<JobPod> active, long count) =>
        active.OrderBy(pod => pod.IsReady).ThenByDescending(pod => pod.Created).Take((int)count);

    /// <summary>The indexes of new Pods; nulls where the Job has none.</summary>
    public List<int?> NextIndexes(IReadOnlyCollection<JobPod> active, long missing)
    {
        if (!Spec.IsIndexed)
        {
            return [.. Enumerable.Repeat<int?>(null, (int)missing)];
        }

        HashSet<int> taken = [.. active.Select(pod => pod.Index)];
        return [.. Enumerable.Range(0, (int)(Spec.Completions ?? 0))
            .Where(index => !taken.Contains(index) && !Status.CompletedIndexes.Contains(index))
            .Take((int)missing)
            .Cast<int?>()];
    }
}
