using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Addons;

/// <summary>A container. Placeholders such as ${name:=default} are replaced.</summary>
public sealed record FunctionSpec
{
    /// <summary>Its image. ${DB_VERSION} stands for the fitting one of availableVersions.</summary>
    public string? Image { get; init; }

    /// <summary>Its command. Unset: that of the image.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Its working directory. Unset: that of the image.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Its ports.</summary>
    public IReadOnlyList<V1ContainerPort>? Ports { get; init; }

    /// <summary>Where volumes are mounted.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Block devices it is given.</summary>
    public IReadOnlyList<V1VolumeDevice>? VolumeDevices { get; init; }

    /// <summary>Its settings.</summary>
    public ContainerRuntimeSettings? RuntimeSettings { get; init; }

    /// <summary>Versions of the application for which there is an image.</summary>
    public IReadOnlyList<string>? AvailableVersions { get; init; }
}
