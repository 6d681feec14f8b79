using Cairn.Api.Meta;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>The runtime settings of a BackupStorage as the template that all other Jobs have.</summary>
internal static class RuntimeTemplates
{
    public static PodTemplate Of(PodRuntimeSettings? pod) => new()
    {
        Metadata = new TemplateMetadata { Labels = pod?.PodLabels, Annotations = pod?.PodAnnotations },
        Spec = new PodTemplateSpec
        {
            ServiceAccountName = pod?.ServiceAccountName,
            NodeSelector = pod?.NodeSelector,
            SecurityContext = pod?.SecurityContext,
            ImagePullSecrets = pod?.ImagePullSecrets,
            Affinity = pod?.Affinity,
            SchedulerName = pod?.SchedulerName,
            Tolerations = pod?.Tolerations,
            PriorityClassName = pod?.PriorityClassName,
            Priority = pod?.Priority,
            RuntimeClassName = pod?.RuntimeClassName,
            EnableServiceLinks = pod?.EnableServiceLinks,
            TopologySpreadConstraints = pod?.TopologySpreadConstraints,
        },
    };
}
