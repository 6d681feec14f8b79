namespace Cairn.Api.Meta;

/// <summary>How the pods of a Job run.</summary>
public sealed record RuntimeSettings
{
    /// <summary>Settings of the pod. Unset: Kubernetes' defaults.</summary>
    public PodRuntimeSettings? Pod { get; init; }

    /// <summary>Settings of its containers. Unset: Kubernetes' defaults.</summary>
    public ContainerRuntimeSettings? Container { get; init; }
}
