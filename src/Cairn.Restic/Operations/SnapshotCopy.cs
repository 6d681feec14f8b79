using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Packs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// Copies snapshots into another repository. Only what that one lacks is read and written; where both cut streams alike
/// (<c>init --copy-chunker-params</c>), data that was backed up to both is recognised too.
/// </summary>
/// <remarks>
/// Each snapshot is complete in the target before the next one begins, so an interrupted copy goes on where it stopped. The indexes of both
/// repositories must be loaded, and both locked.
/// </remarks>
public sealed class SnapshotCopy(ResticRepository source, ResticRepository target, RepositoryLock targetLock)
{
    private readonly PackRangeReader _reader = new(source);
    private readonly BlobMarks _seen = new();

    /// <summary>Copies the snapshots that the target does not have yet, in the order given. <paramref name="progress"/> counts bytes read.</summary>
    public Task<IReadOnlyList<SnapshotCopyResult>> RunAsync(
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        ArgumentNullException.ThrowIfNull(progress);
        return LockLoss.ReportAsync(targetLock, () => CopyAllAsync(snapshots, progress, cancellationToken));
    }

    private async Task<IReadOnlyList<SnapshotCopyResult>> CopyAllAsync(
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, TransferProgress progress, CancellationToken cancellationToken)
    {
        if (source.Config.Id == target.Config.Id)
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, "Source and target are the same repository.");
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, targetLock.Lost);
        List<(ResticSnapshotId Id, SnapshotFile File)> there = [.. await target.Snapshots.ListAsync(stop.Token)];
        List<SnapshotCopyResult> results = [];
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            (ResticSnapshotId Id, SnapshotFile File)? known = Find(there, id, file);
            ResticSnapshotId copy = known?.Id ?? await CopyAsync(id, file, progress, stop.Token);
            results.Add(new SnapshotCopyResult(id, copy, known is null));
        }

        return results;
    }

    private static (ResticSnapshotId Id, SnapshotFile File)? Find(
        List<(ResticSnapshotId Id, SnapshotFile File)> there, ResticSnapshotId id, SnapshotFile file)
    {
        string origin = file.Original ?? id.ToString();
        int found = there.FindIndex(other =>
            (other.File.Original ?? other.Id.ToString()) == origin && other.File.Tree == file.Tree && other.File.Time == file.Time);
        return found < 0 ? null : there[found];
    }

    private async Task<ResticSnapshotId> CopyAsync(ResticSnapshotId id, SnapshotFile file, TransferProgress progress, CancellationToken cancellationToken)
    {
        await using BlobPipeline pipeline = new(target, progress, cancellationToken);
        try
        {
            foreach ((PackId pack, List<PackedBlob> blobs) in await MissingAsync(id, file, cancellationToken))
            {
                await SendAsync(pack, blobs, pipeline, progress, cancellationToken);
            }

            await pipeline.CompleteAsync();
            await targetLock.ThrowIfLostAsync(cancellationToken);
            SnapshotFile copy = file with { Original = file.Original ?? id.ToString(), Parent = null };
            return await target.Snapshots.SaveAsync(copy, cancellationToken);
        }
        catch
        {
            await pipeline.AbandonAsync(keepStored: !targetLock.Lost.IsCancellationRequested);
            throw;
        }
    }

    /// <summary>What the snapshot needs and the target lacks, by packs of the source. What an earlier snapshot needed is in the target by now.</summary>
    private async Task<List<(PackId Pack, List<PackedBlob> Blobs)>> MissingAsync(
        ResticSnapshotId id, SnapshotFile file, CancellationToken cancellationToken)
    {
        List<int> places = [];
        ReferenceWalk walk = new(source, _seen, onFault: e => throw new RepositoryException(
            RepositoryErrorKind.Damaged, $"Snapshot {id} was not copied, because it cannot be read completely. {e.Message}", e))
        {
            OnNew = place =>
            {
                lock (places)
                {
                    places.Add(place);
                }
            },
        };
        await walk.MarkAsync([(id, file)], cancellationToken);
        return
        [
            .. places.Select(source.Index.PlaceAt)
                .Where(place => !target.Index.Contains(place.Blob.Handle))
                .GroupBy(place => place.Pack)
                .OrderBy(pack => pack.Key)
                .Select(pack => (source.Index.PackAt(pack.Key), pack.Select(place => place.Blob).OrderBy(blob => blob.Offset).ToList())),
        ];
    }

    private Task SendAsync(
        PackId pack, List<PackedBlob> blobs, BlobPipeline pipeline, TransferProgress progress, CancellationToken cancellationToken)
    {
        ContentList names = new();
        return _reader.ReadAsync(
            pack,
            blobs,
            async (blob, _, plaintext) =>
            {
                // The reader uses its memory again; the pipeline keeps what it is given.
                byte[] buffer = BufferPool.Rent(plaintext.Length);
                plaintext.CopyTo(buffer);
                await pipeline.AddAsync(blob.Handle.Type, buffer, plaintext.Length, names, names.Reserve());
                progress.AddBytes(plaintext.Length);
            },
            cancellationToken);
    }
}
