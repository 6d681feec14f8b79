namespace Cairn.Api.Meta;

/// <summary>A pod and the labels of what makes it, as a frame around the containers that a task brings.</summary>
public sealed record PodTemplate
{
    /// <summary>Labels and annotations of the pod.</summary>
    public TemplateMetadata? Metadata { get; init; }

    /// <summary>Labels and annotations of the Job.</summary>
    public TemplateMetadata? Controller { get; init; }

    /// <summary>Settings of the pod and its main container.</summary>
    public PodTemplateSpec? Spec { get; init; }
}
