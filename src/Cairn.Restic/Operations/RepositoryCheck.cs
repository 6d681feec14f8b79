using System.Collections.Concurrent;
using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Keys;
using Cairn.Restic.Packs;
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
/// <item>With data: every pack is read whole, its name compared with its checksum, its header with the index, and each blob decoded.</item>
/// </list>
/// </remarks>
public sealed class RepositoryCheck(ResticRepository repository)
{
    private readonly ConcurrentQueue<CheckFinding> _findings = [];
    private readonly Dictionary<PackId, List<PackedBlob>> _indexed = [];
    private readonly MasterIndex _index = new();
    private readonly HashSet<BlobId> _walked = [];
    private int _packsRead;

    /// <summary>Runs the check; <paramref name="readData"/> reads all packs too. <paramref name="progress"/> counts the bytes of packs read.</summary>
    public async Task<CheckResult> RunAsync(bool readData, TransferProgress progress, CancellationToken cancellationToken)
    {
        // The snapshots are listed before the indexes are read: what a backup adds meanwhile is then either not seen or complete.
        IReadOnlyList<ResticSnapshotId> snapshots = await repository.Snapshots.ListIdsAsync(cancellationToken);
        await CheckKeysAsync(cancellationToken);
        await LoadIndexesAsync(cancellationToken);
        Dictionary<PackId, long> packs = await CheckPackListAsync(cancellationToken);
        foreach (ResticSnapshotId id in snapshots)
        {
            await CheckSnapshotAsync(id, cancellationToken);
        }

        if (readData)
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(packs, parallel, (pack, token) => CheckPackAsync(pack.Key, pack.Value, progress, token));
        }

        return new CheckResult(snapshots.Count, packs.Count, _packsRead, [.. _findings.OrderBy(finding => finding.Message, StringComparer.Ordinal)]);
    }

    private void Error(string message) => _findings.Enqueue(new CheckFinding(true, message));

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

    private async Task LoadIndexesAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredFile stored in repository.Backend.ListAsync(FileKind.Index, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                IndexId id = new(name);
                await GuardAsync(async () =>
                    IndexFile.Decode(id, await repository.Files.LoadAsync(id.File, IndexFile.MaxSize, cancellationToken), AddIndexed));
            }
        }
    }

    private void AddIndexed(PackId pack, IReadOnlyList<PackedBlob> blobs)
    {
        _index.Add(pack, blobs);
        if (!_indexed.TryGetValue(pack, out List<PackedBlob>? known))
        {
            _indexed.Add(pack, known = []);
        }

        known.AddRange(blobs.Except(known));
    }

    private async Task<Dictionary<PackId, long>> CheckPackListAsync(CancellationToken cancellationToken)
    {
        Dictionary<PackId, long> packs = [];
        await foreach (StoredFile stored in repository.Backend.ListAsync(FileKind.Pack, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                // A listing that was resumed may give a file twice.
                packs[new PackId(name)] = stored.Size;
            }
        }

        foreach ((PackId pack, List<PackedBlob> blobs) in _indexed)
        {
            long expected = blobs.Sum(blob => (long)blob.Length) + PackHeader.EncodedSize(blobs);
            if (!packs.TryGetValue(pack, out long size))
            {
                Error($"Pack {pack} is missing: the index lists {blobs.Count} blobs in it.");
            }
            else if (size != expected)
            {
                Error($"Pack {pack} is damaged: it is {size} bytes long, its blobs and header add up to {expected}.");
            }
        }

        foreach (PackId pack in packs.Keys.Where(pack => !_indexed.ContainsKey(pack)))
        {
            _findings.Enqueue(new CheckFinding(false, $"Pack {pack} is in no index: the remains of an interrupted run, or its index file is damaged."));
        }

        return packs;
    }

    private Task CheckSnapshotAsync(ResticSnapshotId id, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        SnapshotFile snapshot = await repository.Snapshots.LoadAsync(id, cancellationToken);
        Stack<BlobId> trees = new([snapshot.RootTree(id).Id]);
        while (trees.TryPop(out BlobId tree))
        {
            if (_walked.Add(tree))
            {
                await GuardAsync(() => CheckTreeAsync(id, tree, trees, cancellationToken));
            }
        }
    });

    private async Task CheckTreeAsync(ResticSnapshotId snapshot, BlobId id, Stack<BlobId> trees, CancellationToken cancellationToken)
    {
        Tree tree = Tree.Decode(id, await LoadAsync(snapshot, id, cancellationToken));
        foreach (Node node in tree.Nodes)
        {
            if (node.IsDirectory)
            {
                trees.Push(node.SubtreeBlob(id).Id);
            }

            CheckFile(snapshot, id, node);
        }
    }

    private void CheckFile(ResticSnapshotId snapshot, BlobId tree, Node node)
    {
        ulong size = 0;
        foreach (BlobId blob in node.ContentBlobs(tree))
        {
            if (_index.TryFind(new BlobHandle(BlobType.Data, blob), out BlobLocation location))
            {
                size += location.Blob.PlaintextLength;
            }
            else
            {
                Error($"Snapshot {snapshot} cannot be restored completely: '{node.Name}' needs data blob {blob}, which no index lists.");
                return;
            }
        }

        if (node.IsFile && size != node.Size)
        {
            Error($"Snapshot {snapshot} is inconsistent: the blobs of '{node.Name}' add up to {size} bytes, its entry says {node.Size}.");
        }
    }

    private async Task<byte[]> LoadAsync(ResticSnapshotId snapshot, BlobId tree, CancellationToken cancellationToken)
    {
        BlobHandle handle = new(BlobType.Tree, tree);
        if (!_index.TryFind(handle, out BlobLocation location))
        {
            throw RepositoryException.Damaged($"Snapshot {snapshot}", $"it needs {handle}, which no index lists");
        }

        byte[] stored = new byte[location.Blob.Length];
        await repository.Backend.LoadAsync(location.Pack.File, location.Blob.Offset, stored, cancellationToken);
        return Decode(location.Blob, stored);
    }

    private byte[] Decode(PackedBlob blob, ReadOnlySpan<byte> stored)
    {
        BlobCodec codec = repository.Codecs.Rent();
        byte[] plaintext = [];
        int length = codec.Decode(blob.Handle, stored, blob.UncompressedLength, ref plaintext);
        repository.Codecs.Return(codec);
        return plaintext[..length];
    }

    private async ValueTask CheckPackAsync(PackId pack, long size, TransferProgress progress, CancellationToken cancellationToken)
    {
        await GuardAsync(async () =>
        {
            byte[] content = await repository.Backend.LoadAllAsync(pack.File, Array.MaxLength, cancellationToken);
            progress.AddBytes(content.Length);
            Interlocked.Increment(ref _packsRead);
            if (Sha256Id.Hash(content) != pack.Value)
            {
                Error($"Pack {pack} is damaged: its content does not have the checksum that is its name.");
            }

            CheckPackContent(pack, content, size);
        });
    }

    private void CheckPackContent(PackId pack, byte[] content, long size)
    {
        List<PackedBlob> header = PackReader.ReadHeader(pack, content, repository.Cipher);
        if (_indexed.TryGetValue(pack, out List<PackedBlob>? indexed) && indexed.Except(header).Any())
        {
            Error($"Pack {pack} of {size} bytes contradicts the index: its header lists other blobs.");
        }

        BlobCodec codec = repository.Codecs.Rent();
        byte[] plaintext = [];
        foreach (PackedBlob blob in header)
        {
            try
            {
                codec.Decode(blob.Handle, content.AsSpan((int)blob.Offset, (int)blob.Length), blob.UncompressedLength, ref plaintext);
            }
            catch (RepositoryException e)
            {
                Error($"Pack {pack}: {e.Message}");
            }
        }

        repository.Codecs.Return(codec);
    }

    /// <summary>Turns the failure of one file into a finding, so that the check goes on.</summary>
    private async Task GuardAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (RepositoryException e)
        {
            Error(e.Message);
        }
        catch (BackendException e)
        {
            Error($"A file could not be read: {e.Message}");
        }
    }
}
