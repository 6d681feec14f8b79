using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Packs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>The size of some snapshots, counted in one of several ways.</summary>
/// <param name="Snapshots">How many snapshots were counted.</param>
/// <param name="TotalSize">Their size in bytes, by the mode.</param>
/// <param name="Files">Files and directories; 0 where the mode does not count them.</param>
/// <param name="Blobs">Blobs; 0 where the mode does not count them.</param>
/// <param name="UncompressedSize">Size in bytes before compression; 0 where the mode does not count it.</param>
public sealed record SnapshotStatistics(int Snapshots, long TotalSize, long Files, long Blobs, long UncompressedSize)
{
    /// <summary>Counts; the index must be loaded.</summary>
    public static async Task<SnapshotStatistics> CollectAsync(
        ResticRepository repository,
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots,
        StatisticsMode mode,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(snapshots);
        return mode switch
        {
            StatisticsMode.RawData => await CountRawAsync(repository, snapshots, cancellationToken),
            StatisticsMode.BlobsPerFile => await CountBlobsPerFileAsync(repository, snapshots, cancellationToken),
            _ => await CountRestoreSizeAsync(repository, snapshots, cancellationToken),
        };
    }

    private static async Task<SnapshotStatistics> CountRestoreSizeAsync(
        ResticRepository repository, IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots, CancellationToken cancellationToken)
    {
        (long size, long files) = (0, 0);
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            await foreach ((_, Node node) in new SnapshotReader(repository).WalkAsync(id, file, cancellationToken))
            {
                size += (long)node.Size;
                files++;
            }
        }

        return new SnapshotStatistics(snapshots.Count, size, files, 0, 0);
    }

    private static async Task<SnapshotStatistics> CountRawAsync(
        ResticRepository repository, IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots, CancellationToken cancellationToken)
    {
        ReferenceWalk walk = new(repository, onFault: e => throw e);
        await walk.MarkAsync(snapshots, cancellationToken);
        (long stored, long uncompressed) = (0, 0);
        for (int place = 0; place < repository.Index.Count; place++)
        {
            if (walk.Marks.Contains(place))
            {
                PackedBlob blob = repository.Index.PlaceAt(place).Blob;
                stored += blob.Length;
                uncompressed += blob.PlaintextLength;
            }
        }

        return new SnapshotStatistics(snapshots.Count, stored, 0, walk.Marks.Count, uncompressed);
    }

    private static async Task<SnapshotStatistics> CountBlobsPerFileAsync(
        ResticRepository repository, IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots, CancellationToken cancellationToken)
    {
        Dictionary<string, HashSet<BlobId>> seen = [];
        (long size, long blobs) = (0, 0);
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            await foreach ((string path, Node node) in new SnapshotReader(repository).WalkAsync(id, file, cancellationToken))
            {
                foreach (BlobId blob in node.ContentBlobs(default))
                {
                    HashSet<BlobId> known = seen.TryGetValue(path, out HashSet<BlobId>? set) ? set : seen[path] = [];
                    if (known.Add(blob) && repository.Index.TryFind(new BlobHandle(BlobType.Data, blob), out BlobLocation location))
                    {
                        size += location.Blob.PlaintextLength;
                        blobs++;
                    }
                }
            }
        }

        return new SnapshotStatistics(snapshots.Count, size, seen.Count, blobs, 0);
    }
}
