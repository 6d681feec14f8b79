using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>The part of an object's metadata that a template may set.</summary>
public sealed record ClaimMetadata
{
    /// <summary>Name. Unset: computed.</summary>
    public string? Name { get; init; }

    /// <summary>Start of a name that Kubernetes completes. Unset: none.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Namespace. Unset: that of the pod.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels, by key. Unset: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations, by key. Unset: none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Objects with which this one is deleted. Unset: the Job.</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }
}
