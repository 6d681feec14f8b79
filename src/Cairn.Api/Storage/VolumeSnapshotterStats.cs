namespace Cairn.Api.Storage;

/// <summary>A VolumeSnapshot.</summary>
public sealed record VolumeSnapshotterStats
{
    /// <summary>The PersistentVolumeClaim it was taken of.</summary>
    public string? PvcName { get; init; }

    /// <summary>The directory it is mounted at.</summary>
    public string? HostPath { get; init; }

    /// <summary>Its name.</summary>
    public string? VolumeSnapshotName { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? VolumeSnapshotTime { get; init; }
}
