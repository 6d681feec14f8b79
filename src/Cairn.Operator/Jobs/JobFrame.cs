using Cairn.Api.Meta;
using Cairn.Operator.Jobs.Pods;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>A Job that runs one pod once: what failed is run again as a new session, never by the Job itself.</summary>
internal static class JobFrame
{
    /// <summary>The Job.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="owner">With what it is deleted; null: with nothing.</param>
    /// <param name="pod">Its pod; the pod's labels are those of the Job.</param>
    /// <param name="limit">How long it may take; null: as long as it likes.</param>
    /// <param name="settings">What all Jobs have in common.</param>
    public static V1Job Build(string name, string @namespace, V1OwnerReference? owner, PodFrame pod, TimeSpan? limit, JobSettings settings)
    {
        TemplateMetadata? controller = pod.Template?.Controller;
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = @namespace,
                Labels = PodBuilder.Merge(controller?.Labels, pod.Labels),
                Annotations = PodBuilder.Merge(controller?.Annotations, null),
                OwnerReferences = owner is null ? null : [owner],
            },
            Spec = new V1JobSpec
            {
                ActiveDeadlineSeconds = limit is { } time ? Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)) : null,
                BackoffLimit = 0,
                Completions = 1,
                Parallelism = 1,
                Template = PodBuilder.Build(pod with { Job = pod.Job ?? name }, settings),
            },
        };
    }
}
