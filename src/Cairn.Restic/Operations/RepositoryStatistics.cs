using Cairn.Restic.Indexes;
using Cairn.Restic.Snapshots;
using Cairn.Storage;

namespace Cairn.Restic.Operations;

/// <summary>The size of a repository.</summary>
public sealed record RepositoryStatistics
{
    /// <summary>How many snapshots there are.</summary>
    public required int Snapshots { get; init; }

    /// <summary>What restoring all of them would write, in bytes.</summary>
    public required long RestoreSize { get; init; }

    /// <summary>How many blobs are stored.</summary>
    public required long Blobs { get; init; }

    /// <summary>The blobs' size in bytes before compression.</summary>
    public required long UncompressedSize { get; init; }

    /// <summary>The blobs' size in bytes as stored.</summary>
    public required long StoredBlobSize { get; init; }

    /// <summary>How many packs the storage holds.</summary>
    public required int Packs { get; init; }

    /// <summary>The packs' size in bytes, with what no index lists.</summary>
    public required long PackSize { get; init; }

    /// <summary>Collects the figures; the index must be loaded.</summary>
    public static async Task<RepositoryStatistics> CollectAsync(ResticRepository repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        long restoreSize = 0;
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await repository.Snapshots.ListAsync(cancellationToken);
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            await foreach ((_, Node node) in new SnapshotReader(repository).WalkAsync(id, file, cancellationToken))
            {
                restoreSize += (long)node.Size;
            }
        }

        (long blobs, long uncompressed, long stored) = (0, 0, 0);
        foreach (BlobLocation location in repository.Index.EnumerateLocations())
        {
            blobs++;
            uncompressed += location.Blob.PlaintextLength;
            stored += location.Blob.Length;
        }

        (int packs, long packSize) = (0, 0);
        await foreach (StoredFile pack in repository.Backend.ListAsync(FileKind.Pack, cancellationToken))
        {
            packs++;
            packSize += pack.Size;
        }

        return new RepositoryStatistics
        {
            Snapshots = snapshots.Count,
            RestoreSize = restoreSize,
            Blobs = blobs,
            UncompressedSize = uncompressed,
            StoredBlobSize = stored,
            Packs = packs,
            PackSize = packSize,
        };
    }
}
