using Cairn.Api.Rules.Naming;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using k8s.Models;

namespace Cairn.Operator.Controllers;

/// <summary>
/// Jobs by which the storage side does what it cannot do itself: reach a volume, or restic repositories. A name stands for one piece of work, so that
/// asking again asks for the same Job; when it has succeeded it is removed, and asking again would begin anew.
/// </summary>
internal sealed class VolumeJobs(OperatorServices services)
{
    /// <summary>How long a Job that failed stays before it is made again.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>The object that a Job works for, from its labels; for watches.</summary>
    public static IEnumerable<NamespacedName> SubjectsOf(V1Job job, string kind) =>
        job.Metadata.Labels is { } labels && labels.TryGetValue(LabelKeys.InvokerKind, out string? invoker) && invoker == kind
        && labels.TryGetValue(LabelKeys.InvokerNamespace, out string? ns) && labels.TryGetValue(LabelKeys.InvokerName, out string? name)
            ? [new NamespacedName(ns, name)]
            : [];

    /// <summary>Makes a Job, or looks how far it is.</summary>
    public async Task<VolumeJobOutcome> RunAsync(RunObjects run, CancellationToken cancellationToken)
    {
        V1Job? job = await services.Client.FindAsync<V1Job>(NamespacedName.Of(run.Job), cancellationToken);
        if (job is null)
        {
            await RunWriter.CreateAsync(services.Client, run, cancellationToken);
            return new VolumeJobOutcome(VolumeJobState.Running, "");
        }

        if (SubjectOf(job) != SubjectOf(run.Job))
        {
            // Names are cut and namespaces are many: a Job of this name that works for somebody else has to end first.
            return new VolumeJobOutcome(VolumeJobState.Running, "");
        }

        V1JobCondition? end = job.Status?.Conditions?.FirstOrDefault(item => item.Type is "Complete" or "Failed" && item.Status == "True");
        switch (end?.Type)
        {
            case "Complete":
                await RunWriter.RemoveAsync(services.Client, run, cancellationToken);
                return new VolumeJobOutcome(VolumeJobState.Succeeded, "");
            case "Failed":
                string message = await DescribeAsync(job, end, cancellationToken);
                if (end.LastTransitionTime is not { } since || services.Clock.GetUtcNow().UtcDateTime - since >= Retry)
                {
                    await RunWriter.RemoveAsync(services.Client, run, cancellationToken);
                }

                return new VolumeJobOutcome(VolumeJobState.Failed, message);
            default:
                return new VolumeJobOutcome(VolumeJobState.Running, "");
        }
    }

    private static (string?, string?, string?) SubjectOf(V1Job job) =>
        (Label(job, LabelKeys.InvokerKind), Label(job, LabelKeys.InvokerNamespace), Label(job, LabelKeys.InvokerName));

    private static string? Label(V1Job job, string key) => job.Metadata.Labels is { } labels && labels.TryGetValue(key, out string? value) ? value : null;

    private async Task<string> DescribeAsync(V1Job job, V1JobCondition end, CancellationToken cancellationToken)
    {
        ListOptions options = new() { Namespace = job.Metadata.NamespaceProperty, LabelSelector = $"job-name={job.Metadata.Name}" };
        ObjectList<V1Pod> pods = await services.Client.ListAsync<V1Pod>(options, cancellationToken);
        V1ContainerStateTerminated? state = pods.Items
            .SelectMany(pod => pod.Status?.ContainerStatuses ?? [])
            .Select(container => container.State?.Terminated)
            .FirstOrDefault(terminated => terminated is { ExitCode: not 0 });
        string words = state is null ? end.Message ?? end.Reason ?? "no reason given"
            : string.IsNullOrWhiteSpace(state.Message) ? $"exit code {state.ExitCode} ({state.Reason})"
            : state.Message.Trim();
        return $"The Job {NamespacedName.Of(job)} failed: {words}";
    }
}
