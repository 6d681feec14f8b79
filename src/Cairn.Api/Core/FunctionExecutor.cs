using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>A Job of a Function.</summary>
public sealed record FunctionExecutor
{
    /// <summary>Name of the Function. Needed.</summary>
    public string? Name { get; init; }

    /// <summary>Environment variables of the container.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>Volumes of the pod.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Where they are mounted.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }
}
