using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>A PersistentVolumeClaim to be made for each pod of a set.</summary>
public sealed record StatefulClaimTemplate
{
    /// <summary>v1. Unset: v1.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>PersistentVolumeClaim. Unset: the same.</summary>
    public string? Kind { get; init; }

    /// <summary>Name, labels and annotations of the claim.</summary>
    public ClaimMetadata? Metadata { get; init; }

    /// <summary>What is claimed.</summary>
    public V1PersistentVolumeClaimSpec? Spec { get; init; }

    /// <summary>Ignored: the status of a template means nothing.</summary>
    public V1PersistentVolumeClaimStatus? Status { get; init; }
}
