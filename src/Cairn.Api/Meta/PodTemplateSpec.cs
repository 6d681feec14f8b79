using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>Settings of a pod and, beside them, of its main container; an unset field leaves the default of the task or of Kubernetes.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>ServiceAccount that the pod runs as, in its namespace. Unset: one is made.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Arguments added to those of the main container.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables of the main container.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>Processor, memory and other resources of the main container.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>User, rights and kernel settings of the main container.</summary>
    public V1SecurityContext? ContainerSecurityContext { get; init; }

    /// <summary>Check after whose failure the main container is started again.</summary>
    public V1Probe? LivenessProbe { get; init; }

    /// <summary>Check that says whether the main container can serve.</summary>
    public V1Probe? ReadinessProbe { get; init; }

    /// <summary>What runs after the start and before the end of the main container.</summary>
    public V1Lifecycle? Lifecycle { get; init; }

    /// <summary>Volumes mounted into the main container.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Volumes of the pod.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Containers that run to their end, one after the other, before the main container.</summary>
    public IReadOnlyList<V1Container>? InitContainers { get; init; }

    /// <summary>Seconds between the request to end and the kill. Unset: 30.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>How names are resolved. Unset: ClusterFirst.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary>Name servers and search domains added to those of the policy.</summary>
    public V1PodDNSConfig? DnsConfig { get; init; }

    /// <summary>Labels that a node must have to run the pod.</summary>
    [AtomicMap]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Whether the pod uses the node's network. Unset: no.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>Whether the pod sees the node's processes. Unset: no.</summary>
    public bool? HostPID { get; init; }

    /// <summary>Whether the pod shares the node's inter-process communication. Unset: no.</summary>
    public bool? HostIPC { get; init; }

    /// <summary>Whether the containers see each other's processes. Unset: no.</summary>
    public bool? ShareProcessNamespace { get; init; }

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

    /// <summary>Name of the runtime class. Unset: the node's default runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Whether the addresses of Services are given as environment variables. Unset: they are.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>How pods are spread over the parts of the cluster.</summary>
    [ListMap("topologyKey", "whenUnsatisfiable")]
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }

    /// <summary>PlacementPolicy of the cluster's owner. Kept, and not acted on.</summary>
    public V1LocalObjectReference? PodPlacementPolicy { get; init; }
}
