using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>A PersistentVolumeClaim to be made.</summary>
public sealed record ClaimTemplate
{
    /// <summary>Name, labels and annotations of the claim. Unset: computed from the Job.</summary>
    public ClaimMetadata? Metadata { get; init; }

    /// <summary>What is claimed.</summary>
    [Required]
    public V1PersistentVolumeClaimSpec? Spec { get; init; }
}
