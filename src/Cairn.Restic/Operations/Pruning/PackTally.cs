using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>What is known of a pack's use.</summary>
internal struct PackTally
{
    /// <summary>The pack's size in the storage; -1: it is not there.</summary>
    public long StoredSize;

    /// <summary>The size that its blobs and header add up to.</summary>
    public long ExpectedSize;

    public long UsedSize;
    public long UnusedSize;
    public int UsedBlobs;
    public int UnusedBlobs;
    public bool HasData;
    public bool HasTrees;
    public bool HasUncompressed;

    /// <summary>Data and trees together, which only very old restics made: such packs cannot be cached.</summary>
    public readonly bool IsMixed => HasData && HasTrees;

    /// <summary>Whether what the storage has is what the index says.</summary>
    public readonly bool IsSound => StoredSize == ExpectedSize;

    /// <summary>What a blob takes in a pack, its entry in the header included.</summary>
    public static long SizeOf(PackedBlob blob) => blob.Length + PackHeader.EntrySize(blob);

    public void Add(PackedBlob blob, bool isUsed)
    {
        HasTrees |= blob.Handle.Type == BlobType.Tree;
        HasData |= blob.Handle.Type == BlobType.Data;
        HasUncompressed |= blob.UncompressedLength == 0;
        ExpectedSize += SizeOf(blob);
        Count(blob, isUsed, 1);
    }

    /// <summary>Another copy of the blob serves; this one is not needed any more.</summary>
    public void Release(PackedBlob blob)
    {
        Count(blob, isUsed: true, -1);
        Count(blob, isUsed: false, 1);
    }

    private void Count(PackedBlob blob, bool isUsed, int count)
    {
        if (isUsed)
        {
            UsedBlobs += count;
            UsedSize += count * SizeOf(blob);
        }
        else
        {
            UnusedBlobs += count;
            UnusedSize += count * SizeOf(blob);
        }
    }
}
