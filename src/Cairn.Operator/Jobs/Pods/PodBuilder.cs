using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>Builds pods that run once. Of each setting the nearest to the container counts: the run's, then the template's, then the default.</summary>
internal static class PodBuilder
{
    /// <summary>The template of a Job's pods.</summary>
    public static V1PodTemplateSpec Build(PodFrame frame, JobSettings settings)
    {
        PodTemplateSpec spec = frame.Template?.Spec ?? new PodTemplateSpec();
        V1PodSecurityContext security = SecurityDefaults.Complete(spec.SecurityContext ?? frame.SecurityContext);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Merge(frame.Template?.Metadata?.Labels, frame.Labels),
                Annotations = Merge(frame.Template?.Metadata?.Annotations, null),
            },
            Spec = BuildSpec(frame, spec, security, settings),
        };
    }

    /// <summary>Two maps in one; the second wins. Null when there is nothing.</summary>
    public static Dictionary<string, string>? Merge(IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second)
    {
        Dictionary<string, string> result = new(first ?? new Dictionary<string, string>());
        foreach ((string key, string value) in second ?? new Dictionary<string, string>())
        {
            result[key] = value;
        }

        return result.Count == 0 ? null : result;
    }

    private static V1PodSpec BuildSpec(PodFrame frame, PodTemplateSpec spec, V1PodSecurityContext security, JobSettings settings) => new()
    {
        Affinity = spec.Affinity,
        // The API server's default would be the same; saying it keeps a ServiceAccount's own setting from locking the run out.
        AutomountServiceAccountToken = true,
        Containers = [.. frame.Containers.Select(container => Complete(container, frame, spec, security, settings))],
        DnsConfig = spec.DnsConfig,
        DnsPolicy = spec.DnsPolicy,
        EnableServiceLinks = spec.EnableServiceLinks ?? false,
        HostIPC = spec.HostIPC,
        HostNetwork = spec.HostNetwork,
        HostPID = spec.HostPID,
        ImagePullSecrets = PullSecrets(spec, settings),
        InitContainers = frame.IsTemplatesOwn && spec.InitContainers is { Count: > 0 } containers
            ? [.. containers.Select(container => Secure(container, security))] : null,
        NodeSelector = Merge(spec.NodeSelector, null),
        Priority = spec.Priority,
        PriorityClassName = spec.PriorityClassName,
        RestartPolicy = "Never",
        RuntimeClassName = spec.RuntimeClassName,
        SchedulerName = spec.SchedulerName,
        SecurityContext = security,
        ServiceAccountName = frame.ServiceAccount,
        ShareProcessNamespace = spec.ShareProcessNamespace,
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds,
        Tolerations = spec.Tolerations is { } tolerations ? [.. tolerations] : null,
        TopologySpreadConstraints = spec.TopologySpreadConstraints is { } spread ? [.. spread] : null,
        Volumes = VolumesOf(frame, spec),
    };

    private static IList<V1Volume>? VolumesOf(PodFrame frame, PodTemplateSpec spec)
    {
        IList<V1Volume> volumes = Volumes.Merge([.. frame.Volumes, .. frame.IsTemplatesOwn ? spec.Volumes ?? [] : []]);
        return volumes.Count == 0 ? null : volumes;
    }

    private static V1Container Complete(V1Container container, PodFrame frame, PodTemplateSpec spec, V1PodSecurityContext security, JobSettings settings)
    {
        ContainerRuntimeSettings own = frame.ContainerSettings ?? new ContainerRuntimeSettings();
        V1Container result = container with
        {
            Env = new EnvironmentVariables().AddIdentity(frame.Job).Add(settings.ProxyVariables).AddPriorities(own).Add(container.Env).Add(own.Env)
                .Add(spec.Env).ToList(),
            EnvFrom = own.EnvFrom is { Count: > 0 } sources ? [.. container.EnvFrom ?? [], .. sources] : container.EnvFrom,
            Resources = own.Resources ?? spec.Resources ?? container.Resources,
            LivenessProbe = own.LivenessProbe ?? spec.LivenessProbe ?? container.LivenessProbe,
            ReadinessProbe = own.ReadinessProbe ?? spec.ReadinessProbe ?? container.ReadinessProbe,
            Lifecycle = own.Lifecycle ?? spec.Lifecycle ?? container.Lifecycle,
            SecurityContext = SecurityDefaults.Complete(own.SecurityContext ?? spec.ContainerSecurityContext ?? container.SecurityContext, security),
            TerminationMessagePolicy = "FallbackToLogsOnError",
        };
        return frame.IsTemplatesOwn ? Extend(result, spec) : result;
    }

    private static V1Container Extend(V1Container container, PodTemplateSpec spec)
    {
        IList<V1VolumeMount> mounts = Volumes.Merge([.. container.VolumeMounts ?? [], .. spec.VolumeMounts ?? []]);
        return container with
        {
            Args = [.. container.Args ?? [], .. spec.Args ?? []],
            VolumeMounts = mounts.Count == 0 ? null : mounts,
        };
    }

    /// <summary>A container of the user's own is left as it is, except that one which says nothing gets no rights.</summary>
    private static V1Container Secure(V1Container container, V1PodSecurityContext security) => container.SecurityContext is not null ? container
        : container with { SecurityContext = SecurityDefaults.Complete((V1SecurityContext?)null, security) };

    private static List<V1LocalObjectReference>? PullSecrets(PodTemplateSpec spec, JobSettings settings)
    {
        List<V1LocalObjectReference> secrets = [.. settings.ImagePullSecrets.Concat(spec.ImagePullSecrets ?? []).DistinctBy(secret => secret.Name)];
        return secrets.Count == 0 ? null : secrets;
    }
}
