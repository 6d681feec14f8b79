using System.Collections.Concurrent;
using Cairn.Restic.Blobs;
using Cairn.Restic.Crypto;
using Cairn.Restic.Indexes;
using Cairn.Restic.Keys;
using Cairn.Restic.Memory;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Packs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;
using Cairn.Storage;

namespace Cairn.Restic.Operations;

/// <summary>
/// Verifies a repository and names every file with a fault. A damaged file never ends the check: the others are still looked at.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Every key file and every index file is read.</item>
/// <item>Every pack that an index names exists and has the length that its blobs add up to; packs that no index names are reported as harmless.</item>
/// <item>Every snapshot is read, its trees are walked, and every blob they name is in the index.</item>
/// <item>With data: packs are read whole, their names compared with their checksums, their headers with the index, and each blob decoded.</item>
/// </list>
/// </remarks>
public sealed class RepositoryCheck(ResticRepository repository)
{
    private const long MaxPackSize = int.MaxValue;

    private readonly ConcurrentQueue<CheckFinding> _findings = [];
    private readonly IndexLoader _loader = new(repository);
    private PackTally[] _tallies = [];
    private int _packsRead;

    /// <summary>Runs the check and reads the packs of <paramref name="data"/>. <paramref name="progress"/> counts the bytes of packs read.</summary>
    public async Task<CheckResult> RunAsync(ReadDataSubset data, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(progress);

        // The snapshots are listed before the indexes are read: what a backup adds meanwhile is then either not seen or complete.
        IReadOnlyList<ResticSnapshotId> ids = await repository.Snapshots.ListIdsAsync(cancellationToken);
        await CheckKeysAsync(cancellationToken);
        await _loader.LoadAsync(Error, cancellationToken);
        repository.UseIndex(_loader.Index);
        Dictionary<PackId, long> packs = await CheckPackListAsync(cancellationToken);
        await CheckSnapshotsAsync(ids, cancellationToken);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(data.Select(packs), parallel, (pack, token) => CheckPackAsync(pack.Key, pack.Value, progress, token));
        return new CheckResult(ids.Count, packs.Count, _packsRead, [.. _findings.OrderBy(finding => finding.Message, StringComparer.Ordinal)]);
    }

    private void Error(string message) => _findings.Enqueue(new CheckFinding(true, message));

    private void Error(Exception e) => Error(e is BackendException ? $"A file could not be read: {e.Message}" : e.Message);

    private async Task CheckKeysAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredFile stored in repository.Backend.ListAsync(FileKind.Key, cancellationToken))
        {
            await GuardAsync(async () =>
            {
                KeyId id = new(Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name) ? name : default);
                KeyFile.Decode(id, await RepositoryFiles.LoadRawAsync(repository.Backend, stored.Handle, KeyFile.MaxSize, cancellationToken));
            });
        }
    }

    private async Task<Dictionary<PackId, long>> CheckPackListAsync(CancellationToken cancellationToken)
    {
        MasterIndex index = _loader.Index;
        _tallies = new PackTally[index.PackCount];
        for (int place = 0; place < index.Count; place++)
        {
            (int pack, PackedBlob blob) = index.PlaceAt(place);
            _tallies[pack].Add(blob, isUsed: true);
        }

        Dictionary<PackId, long> packs = await repository.ListPacksAsync(cancellationToken);
        for (int number = 0; number < _tallies.Length; number++)
        {
            PackId pack = index.PackAt(number);
            long expected = _tallies[number].ExpectedSize + BlobCipher.Overhead + PackHeader.LengthFieldSize;
            if (!packs.TryGetValue(pack, out long size))
            {
                Error($"Pack {pack} is missing: the index lists {_tallies[number].UsedBlobs} blobs in it.");
            }
            else if (size != expected)
            {
                Error($"Pack {pack} is damaged: it is {size} bytes long, its blobs and header add up to {expected}.");
            }
        }

        foreach (PackId pack in packs.Keys.Where(pack => index.FindPack(pack) < 0))
        {
            _findings.Enqueue(new CheckFinding(false, $"Pack {pack} is in no index: the remains of an interrupted run, or its index file is damaged."));
        }

        return packs;
    }

    private async Task CheckSnapshotsAsync(IReadOnlyList<ResticSnapshotId> ids, CancellationToken cancellationToken)
    {
        List<(ResticSnapshotId Id, SnapshotFile File)> snapshots = [];
        foreach (ResticSnapshotId id in ids)
        {
            await GuardAsync(async () => snapshots.Add((id, await repository.Snapshots.LoadAsync(id, cancellationToken))));
        }

        ConcurrentQueue<Exception> faults = await WalkAsync(snapshots, cancellationToken);
        if (faults.IsEmpty)
        {
            return;
        }

        // Trees are shared, so the quick walk does not know whose they are. Which snapshots are hurt is worth a slower one.
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            foreach (Exception fault in await WalkAsync([(id, file)], cancellationToken))
            {
                Error($"Snapshot {id} cannot be restored completely. {fault.Message}");
            }
        }
    }

    private async Task<ConcurrentQueue<Exception>> WalkAsync(
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots, CancellationToken cancellationToken)
    {
        ConcurrentQueue<Exception> faults = [];
        ReferenceWalk walk = new(repository, faults.Enqueue)
        {
            OnFile = (tree, name, stated, actual) =>
            {
                if (stated != (ulong)actual)
                {
                    faults.Enqueue(RepositoryException.Damaged(
                        $"The file '{name}' of tree {tree}", $"its blobs add up to {actual} bytes, its entry says {stated}"));
                }
            },
        };
        await walk.MarkAsync(snapshots, cancellationToken);
        return faults;
    }

    private async ValueTask CheckPackAsync(PackId pack, long size, TransferProgress progress, CancellationToken cancellationToken)
    {
        if (size > MaxPackSize)
        {
            Error($"Pack {pack} is damaged: it is {size} bytes long, more than any program writes.");
            return;
        }

        byte[] buffer = BufferPool.Rent((int)size);
        try
        {
            await GuardAsync(async () =>
            {
                await repository.Backend.LoadAsync(pack.File, 0, buffer.AsMemory(0, (int)size), cancellationToken);
                progress.AddBytes(size);
                Interlocked.Increment(ref _packsRead);
                CheckPackContent(pack, buffer.AsSpan(0, (int)size));
            });
        }
        finally
        {
            BufferPool.Return(buffer);
        }
    }

    private void CheckPackContent(PackId pack, ReadOnlySpan<byte> content)
    {
        if (Sha256Id.Hash(content) != pack.Value)
        {
            Error($"Pack {pack} is damaged: its content does not have the checksum that is its name.");
        }

        List<PackedBlob> header = PackReader.ReadHeader(pack, content, repository.Cipher);
        CompareWithIndex(pack, header, content.Length);
        BlobCodec codec = repository.Codecs.Rent();
        byte[] plaintext = [];
        foreach (PackedBlob blob in header)
        {
            try
            {
                codec.Decode(blob.Handle, content.Slice((int)blob.Offset, (int)blob.Length), blob.UncompressedLength, ref plaintext);
            }
            catch (RepositoryException e)
            {
                Error($"Pack {pack}: {e.Message}");
            }
        }

        BufferPool.Return(plaintext);
        repository.Codecs.Return(codec);
    }

    private void CompareWithIndex(PackId pack, List<PackedBlob> header, int size)
    {
        int number = _loader.Index.FindPack(pack);
        List<int> places = [];
        int matches = 0;
        foreach (PackedBlob blob in header)
        {
            _loader.Index.FindAll(blob.Handle, places);
            matches += places.Exists(place => _loader.Index.PlaceAt(place) == (number, blob)) ? 1 : 0;
        }

        if (number >= 0 && matches < _tallies[number].UsedBlobs)
        {
            Error($"Pack {pack} of {size} bytes contradicts the index: its header lists other blobs.");
        }
    }

    /// <summary>Turns the failure of one file into a finding, so that the check goes on.</summary>
    private async Task GuardAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e) when (e is RepositoryException or BackendException)
        {
            Error(e);
        }
    }
}
