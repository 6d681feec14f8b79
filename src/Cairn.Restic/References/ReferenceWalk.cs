using System.Collections.Concurrent;
using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.References;

/// <summary>
/// Walks the directories of snapshots, each different one once and several at a time, and marks every blob that is referred to. What is done
/// with a fault (end the walk, or note it and go on) is up to <paramref name="onFault"/>.
/// </summary>
/// <param name="repository">The repository; its index must be loaded.</param>
/// <param name="marks">What is marked already; more is added.</param>
/// <param name="onFault">Takes a tree that cannot be read, or a blob that no index lists. It may throw, which ends the walk.</param>
internal sealed class ReferenceWalk(ResticRepository repository, BlobMarks marks, Action<Exception> onFault)
{
    private readonly MasterIndex _index = repository.Index;
    private readonly ConcurrentBag<List<BlobId>> _lists = [];

    /// <summary>A walk that begins with nothing marked.</summary>
    public ReferenceWalk(ResticRepository repository, Action<Exception> onFault)
        : this(repository, new BlobMarks(), onFault)
    {
    }

    /// <summary>What is referred to, by the numbers of the blobs' first places.</summary>
    public BlobMarks Marks => marks;

    /// <summary>Is told of every file: its tree, its name, its size as the entry says, and its content.</summary>
    public Action<BlobId, string, ulong, long>? OnFile { get; init; }

    /// <summary>Is called with the number of each blob that was not marked before.</summary>
    public Action<int>? OnNew { get; init; }

    /// <summary>Marks everything that these snapshots refer to.</summary>
    public async Task MarkAsync(IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, CancellationToken cancellationToken)
    {
        Marks.Grow(_index.Count);
        List<BlobId> level = [];
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            Guard(() => MarkTree(file.RootTree(id).Id, $"Snapshot {id}", level));
        }

        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = Math.Clamp(repository.Backend.Connections, 2, 8),
            CancellationToken = cancellationToken,
        };
        while (level.Count > 0)
        {
            ConcurrentBag<BlobId> next = [];
            await Parallel.ForEachAsync(level, parallel, async (tree, token) =>
            {
                try
                {
                    await ScanAsync(tree, next, token);
                }
                catch (Exception e) when (e is RepositoryException or Storage.BackendException)
                {
                    onFault(e);
                }
            });
            level = [.. next];
        }
    }

    private void Guard(Action mark)
    {
        try
        {
            mark();
        }
        catch (RepositoryException e)
        {
            onFault(e);
        }
    }

    private async Task ScanAsync(BlobId tree, ConcurrentBag<BlobId> next, CancellationToken cancellationToken)
    {
        List<BlobId> subtrees = [];
        await repository.ReadBlobAsync(new BlobHandle(BlobType.Tree, tree), json => Scan(tree, json, subtrees), cancellationToken);
        foreach (BlobId subtree in subtrees)
        {
            next.Add(subtree);
        }
    }

    private void Scan(BlobId tree, ReadOnlySpan<byte> json, List<BlobId> subtrees)
    {
        List<BlobId> content = _lists.TryTake(out List<BlobId>? list) ? list : [];
        TreeScanner scanner = new(tree, json, content);
        while (scanner.Read())
        {
            if (scanner.Subtree is { } subtree)
            {
                Guard(() => MarkTree(subtree, $"Tree {tree}", subtrees));
            }

            ScanFile(tree, scanner);
        }

        _lists.Add(content);
    }

    private void ScanFile(BlobId tree, in TreeScanner scanner)
    {
        long size = 0;
        foreach (BlobId blob in scanner.Content)
        {
            BlobHandle handle = new(BlobType.Data, blob);
            int place = _index.FindFirst(handle);
            if (place < 0)
            {
                onFault(RepositoryException.Damaged($"The file '{scanner.Name}' of tree {tree}", $"it needs {handle}, which no index lists"));
                return;
            }

            Mark(place);
            if (OnFile is not null)
            {
                size += _index.PlaceAt(place).Blob.PlaintextLength;
            }
        }

        if (scanner.IsFile)
        {
            OnFile?.Invoke(tree, scanner.Name, scanner.Size, size);
        }
    }

    private void MarkTree(BlobId tree, string referrer, List<BlobId> next)
    {
        BlobHandle handle = new(BlobType.Tree, tree);
        int place = _index.FindFirst(handle);
        if (place < 0)
        {
            throw RepositoryException.Damaged(referrer, $"it needs {handle}, which no index lists");
        }

        if (Mark(place))
        {
            next.Add(tree);
        }
    }

    private bool Mark(int place)
    {
        bool isNew = Marks.TryMark(place);
        if (isNew)
        {
            OnNew?.Invoke(place);
        }

        return isNew;
    }
}
