using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Volumes of the application that a task works on.</summary>
public sealed record TargetVolumes
{
    /// <summary>The volumes.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Where they are mounted.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Claims of the pods of a set.</summary>
    public IReadOnlyList<StatefulClaimTemplate>? VolumeClaimTemplates { get; init; }
}
