using Cairn.Api.Meta;
using Cairn.Api.Schema;
using Cairn.Api.Storage;
using k8s.Models;

namespace Cairn.Api.Addons;

/// <summary>A task of an addon.</summary>
public sealed record TaskDefinition
{
    /// <summary>Its name, such as logical-backup.</summary>
    public string? Name { get; init; }

    /// <summary>The Function that does it.</summary>
    public string? Function { get; init; }

    /// <summary>The tool that stores its data.</summary>
    [OneOf(typeof(BackupDrivers))]
    public string? Driver { get; init; }

    /// <summary>Where its containers run. Cairn runs Jobs. Unset: Job.</summary>
    [OneOf(typeof(TaskExecutors))]
    public string? Executor { get; init; }

    /// <summary>Whether one run serves the whole application rather than each of its pods. Unset: no.</summary>
    public bool? Singleton { get; init; }

    /// <summary>The parameters that a plan can give.</summary>
    public IReadOnlyList<ParameterDefinition>? Parameters { get; init; }

    /// <summary>Volumes that it needs. The field's name is singular.</summary>
    public IReadOnlyList<VolumeTemplate>? VolumeTemplate { get; init; }

    /// <summary>Where they are mounted.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }
}
