using Cairn.Api.Meta;

namespace Cairn.Api.Storage;

/// <summary>A directory on a volume of the cluster. The source of the volume stands beside these fields.</summary>
public sealed record LocalLocation : VolumeSource
{
    /// <summary>Where the volume is mounted in the pods that use it; absolute.</summary>
    public string? MountPath { get; init; }

    /// <summary>Directory of the volume that is mounted instead of its root. Unset: the root.</summary>
    public string? SubPath { get; init; }

    /// <summary>Most files written or read at a time. Unset or 0: Cairn's default.</summary>
    public long? MaxConnections { get; init; }
}
