namespace Cairn.Restic.Operations.Pruning;

/// <summary>What a prune found, and what it does about it. Sizes are in bytes as stored, each blob with its entry in the pack's header.</summary>
public sealed record PruneFigures
{
    /// <summary>Snapshots whose data is kept.</summary>
    public int Snapshots { get; init; }

    /// <summary>Blobs that a snapshot needs.</summary>
    public long UsedBlobs { get; init; }

    /// <summary>Their size, each counted once.</summary>
    public long UsedSize { get; init; }

    /// <summary>Further copies of blobs that are needed once.</summary>
    public long DuplicateBlobs { get; init; }

    /// <summary>Size of these copies.</summary>
    public long DuplicateSize { get; init; }

    /// <summary>Blobs that no snapshot needs.</summary>
    public long UnusedBlobs { get; init; }

    /// <summary>Their size.</summary>
    public long UnusedSize { get; init; }

    /// <summary>Packs in the storage that no index names: remains of interrupted runs. They are deleted.</summary>
    public int UnreferencedPacks { get; init; }

    /// <summary>Size of these packs.</summary>
    public long UnreferencedSize { get; init; }

    /// <summary>Packs that stay as they are.</summary>
    public int KeptPacks { get; init; }

    /// <summary>Packs whose used blobs are written to new packs, and which are then deleted.</summary>
    public int RepackedPacks { get; init; }

    /// <summary>Blobs that are written again.</summary>
    public long RepackedBlobs { get; init; }

    /// <summary>Their size.</summary>
    public long RepackedSize { get; init; }

    /// <summary>Size of the unused blobs in repacked packs: what repacking frees.</summary>
    public long FreedByRepacking { get; init; }

    /// <summary>Packs without any used blob. They are deleted.</summary>
    public int DeletedPacks { get; init; }

    /// <summary>Size of these packs.</summary>
    public long DeletedSize { get; init; }

    /// <summary>Unused space that stays, within the limit that was asked for.</summary>
    public long RemainingUnusedSize { get; init; }

    /// <summary>What the whole prune frees.</summary>
    public long TotalFreed => UnreferencedSize + DeletedSize + FreedByRepacking;
}
