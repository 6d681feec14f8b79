using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>Settings of a pod as a whole; an unset field leaves Kubernetes' default.</summary>
public sealed record PodRuntimeSettings
{
    /// <summary>Labels added to the pod.</summary>
    public IReadOnlyDictionary<string, string>? PodLabels { get; init; }

    /// <summary>Annotations added to the pod.</summary>
    public IReadOnlyDictionary<string, string>? PodAnnotations { get; init; }

    /// <summary>Labels that a node must have to run the pod.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>ServiceAccount that the pod runs as, in its namespace. Unset: one is made.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Annotations added to the ServiceAccount that is made, such as the cloud role it stands for.</summary>
    public IReadOnlyDictionary<string, string>? ServiceAccountAnnotations { get; init; }

    /// <summary>Whether the ServiceAccount's token is mounted. Unset: Kubernetes decides by the ServiceAccount.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Node to run on, past the scheduler. Unset: the scheduler chooses.</summary>
    public string? NodeName { get; init; }

    /// <summary>User, groups and kernel settings that all containers share.</summary>
    public V1PodSecurityContext? SecurityContext { get; init; }

    /// <summary>Secrets with the credentials of image registries.</summary>
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Rules that draw the pod to nodes and other pods, or keep it away.</summary>
    public V1Affinity? Affinity { get; init; }

    /// <summary>Scheduler that places the pod. Unset: the cluster's default.</summary>
    public string? SchedulerName { get; init; }

    /// <summary>Taints of nodes that the pod puts up with.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>Name of the priority class. Unset: the cluster's default class.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Priority as a number; set by Kubernetes from the class.</summary>
    public int? Priority { get; init; }

    /// <summary>Further conditions that must be true before the pod counts as ready.</summary>
    public IReadOnlyList<V1PodReadinessGate>? ReadinessGates { get; init; }

    /// <summary>Name of the runtime class. Unset: the node's default runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Whether the addresses of Services are given as environment variables. Unset: they are.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>How pods are spread over the parts of the cluster.</summary>
    [ListMap("topologyKey", "whenUnsatisfiable")]
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }
}
