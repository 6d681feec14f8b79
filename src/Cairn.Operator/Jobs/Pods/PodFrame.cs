using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>What a pod is built from, besides the user's template.</summary>
internal sealed record PodFrame
{
    /// <summary>Name of the pod's Job, as its containers are told. Empty: it is not known yet. Unset: the Job's own.</summary>
    public string? Job { get; init; }

    /// <summary>The user's template. Unset: the defaults.</summary>
    public PodTemplate? Template { get; init; }

    /// <summary>ServiceAccount that the pod runs as.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Labels of the pod; they win over those of the template.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Its containers, without what the template adds to them.</summary>
    public required IReadOnlyList<V1Container> Containers { get; init; }

    /// <summary>Its volumes.</summary>
    public IReadOnlyList<V1Volume> Volumes { get; init; } = [];

    /// <summary>Settings of the pod when the template has none. Unset: the defaults.</summary>
    public V1PodSecurityContext? SecurityContext { get; init; }

    /// <summary>Container settings that stand before those of the template.</summary>
    public ContainerRuntimeSettings? ContainerSettings { get; init; }

    /// <summary>Whether arguments, volumes and further containers of the template are meant for these containers. Default: yes.</summary>
    public bool IsTemplatesOwn { get; init; } = true;
}
