using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>Settings of a container; an unset field leaves Kubernetes' default.</summary>
public sealed record ContainerRuntimeSettings
{
    /// <summary>Processor, memory and other resources that are asked for, and their limits.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Check after whose failure the container is started again.</summary>
    public V1Probe? LivenessProbe { get; init; }

    /// <summary>Check that says whether the container can serve.</summary>
    public V1Probe? ReadinessProbe { get; init; }

    /// <summary>What runs after the start and before the end of the container.</summary>
    public V1Lifecycle? Lifecycle { get; init; }

    /// <summary>User, rights and kernel settings of the container.</summary>
    public V1SecurityContext? SecurityContext { get; init; }

    /// <summary>Processor priority of the container's processes. Unset: unchanged.</summary>
    public NiceSettings? Nice { get; init; }

    /// <summary>Disk priority of the container's processes. Unset: unchanged.</summary>
    public IoniceSettings? Ionice { get; init; }

    /// <summary>ConfigMaps and Secrets whose keys become environment variables.</summary>
    public IReadOnlyList<V1EnvFromSource>? EnvFrom { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }
}
