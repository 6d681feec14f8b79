namespace Cairn.Restic.Operations.Comparing;

/// <summary>Sums of a comparison.</summary>
public sealed record SnapshotDifference
{
    /// <summary>Entries that only the second snapshot has, directories included.</summary>
    public int Added { get; init; }

    /// <summary>Entries that only the first one has.</summary>
    public int Removed { get; init; }

    /// <summary>Files whose content or kind is another.</summary>
    public int Changed { get; init; }

    /// <summary>Blobs that only the second snapshot uses.</summary>
    public int AddedBlobs { get; init; }

    /// <summary>Their stored size in bytes.</summary>
    public long AddedBytes { get; init; }

    /// <summary>Blobs that only the first snapshot uses.</summary>
    public int RemovedBlobs { get; init; }

    /// <summary>Their stored size in bytes.</summary>
    public long RemovedBytes { get; init; }
}
