using System.Globalization;
using k8s.Models;

namespace Cairn.Operator.Executors;

/// <summary>Why a pod ended early, or does not start, in sentences.</summary>
internal static class PodProblems
{
    /// <summary>Longest part of a container's last words that is repeated.</summary>
    private const int MaxWords = 600;

    /// <summary>Why the newest pod ended; null when it does not tell.</summary>
    /// <param name="pods">The Job's pods, the newest first.</param>
    public static string? OfEnd(IReadOnlyList<V1Pod> pods)
    {
        V1Pod? pod = pods.Count == 0 ? null : pods[0];
        if (pod?.Status is null)
        {
            return null;
        }

        string? container = Statuses(pod).Select(OfContainer).FirstOrDefault(problem => problem is not null);
        return pod.Status.Reason is { Length: > 0 } reason
            ? $"The cluster ended pod {pod.Metadata.Name} ({reason}): {pod.Status.Message ?? "no reason given"}" + (container is null ? "" : $" {container}")
            : container;
    }

    /// <summary>Why no pod has started yet.</summary>
    public static string OfStart(IReadOnlyList<V1Pod> pods, V1Job job)
    {
        V1Pod? pod = pods.Count == 0 ? null : pods[0];
        if (pod is null)
        {
            return job.Spec?.Suspend == true
                ? $"Job {job.Metadata.Name} is suspended: set its spec.suspend to false."
                : $"The cluster has made no pod for Job {job.Metadata.Name} yet: look at the events of the Job (quota, admission, ServiceAccount).";
        }

        foreach (V1ContainerStatus status in Statuses(pod))
        {
            if (status.State?.Waiting is { Reason: { Length: > 0 } reason and not ("ContainerCreating" or "PodInitializing") } waiting)
            {
                return $"Container {status.Name} of pod {pod.Metadata.Name} does not start ({reason}): {waiting.Message ?? $"image {status.Image}"}";
            }
        }

        V1PodCondition? scheduled = pod.Status?.Conditions?.FirstOrDefault(item => item.Type == "PodScheduled" && item.Status == "False");
        return scheduled is null
            ? $"Pod {pod.Metadata.Name} has not started yet: look at its events."
            : $"The cluster cannot place pod {pod.Metadata.Name} ({scheduled.Reason}): {scheduled.Message}";
    }

    private static IEnumerable<V1ContainerStatus> Statuses(V1Pod pod) =>
        (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []);

    private static string? OfContainer(V1ContainerStatus status)
    {
        if (status.State?.Terminated is not { ExitCode: not 0 } end)
        {
            return null;
        }

        string advice = end.Reason == "OOMKilled" ? " It needed more memory than its limit: raise resources.limits.memory." : "";
        string words = end.Message?.Trim() ?? "";
        string last = words.Length == 0 ? "." : ": " + (words.Length > MaxWords ? "…" + words[^MaxWords..] : words);
        return string.Create(
            CultureInfo.InvariantCulture, $"Container {status.Name} ended with exit code {end.ExitCode} ({end.Reason ?? "Error"}){last}{advice}");
    }
}
