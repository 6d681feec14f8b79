using System.Runtime.CompilerServices;
using System.Text.Json;
using Cairn.Restic.Blobs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations.Comparing;

/// <summary>Compares two snapshots of a repository whose index is loaded. Directories that are the same blob are not read.</summary>
public sealed class SnapshotComparison(ResticRepository repository)
{
    private static readonly Tree Empty = new() { Nodes = [] };

    private int _added;
    private int _removed;
    private int _changed;

    /// <summary>Lists the changes in the order of the paths; <paramref name="withProperties"/> also those of times, modes and owners.</summary>
    public async IAsyncEnumerable<SnapshotChange> CompareAsync(
        (ResticSnapshotId Id, SnapshotFile File) before,
        (ResticSnapshotId Id, SnapshotFile File) after,
        bool withProperties,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<(string Path, BlobId? Before, BlobId? After)> open =
            new([("", before.File.RootTree(before.Id).Id, after.File.RootTree(after.Id).Id)]);
        while (open.TryPop(out (string Path, BlobId? Before, BlobId? After) directory))
        {
            if (directory.Before == directory.After)
            {
                continue;
            }

            SortedDictionary<string, (Node? Before, Node? After)> entries = new(StringComparer.Ordinal);
            foreach (Node node in (await LoadAsync(directory.Before, cancellationToken)).Nodes)
            {
                entries[node.Name] = (node, null);
            }

            foreach (Node node in (await LoadAsync(directory.After, cancellationToken)).Nodes)
            {
                entries[node.Name] = (entries.GetValueOrDefault(node.Name).Before, node);
            }

            foreach ((string name, (Node? old, Node? fresh)) in entries)
            {
                string path = $"{directory.Path}/{name}";
                if (Describe(old, fresh, withProperties) is { } modifier)
                {
                    Count(modifier);
                    yield return new SnapshotChange((fresh ?? old)!.IsDirectory ? path + "/" : path, modifier);
                }
            }

            foreach ((string name, (Node? old, Node? fresh)) in entries.Reverse())
            {
                open.Push(($"{directory.Path}/{name}", Subtree(old), Subtree(fresh)));
            }
        }
    }

    /// <summary>The sums, once all changes have been listed.</summary>
    public async Task<SnapshotDifference> SumAsync(
        (ResticSnapshotId Id, SnapshotFile File) before, (ResticSnapshotId Id, SnapshotFile File) after, CancellationToken cancellationToken)
    {
        BlobMarks first = await MarkAsync(before, cancellationToken);
        BlobMarks second = await MarkAsync(after, cancellationToken);
        SnapshotDifference sums = new() { Added = _added, Removed = _removed, Changed = _changed };
        for (int place = 0; place < repository.Index.Count; place++)
        {
            uint length = repository.Index.PlaceAt(place).Blob.Length;
            sums = (first.Contains(place), second.Contains(place)) switch
            {
                (false, true) => sums with { AddedBlobs = sums.AddedBlobs + 1, AddedBytes = sums.AddedBytes + length },
                (true, false) => sums with { RemovedBlobs = sums.RemovedBlobs + 1, RemovedBytes = sums.RemovedBytes + length },
                _ => sums,
            };
        }

        return sums;
    }

    private static BlobId? Subtree(Node? node) => node is { IsDirectory: true } ? node.SubtreeBlob(default).Id : null;

    private static string? Describe(Node? before, Node? after, bool withProperties)
    {
        if (before is null || after is null)
        {
            return before is null ? "+" : "-";
        }

        if (before.Type != after.Type)
        {
            return "T";
        }

        if (before.IsFile && !(before.Content ?? []).SequenceEqual(after.Content ?? [], StringComparer.Ordinal))
        {
            return "M";
        }

        return withProperties && !HasSameProperties(before, after) ? "U" : null;
    }

    private static bool HasSameProperties(Node before, Node after)
    {
        Node left = before with { Content = null, Subtree = null, Size = 0 };
        Node right = after with { Content = null, Subtree = null, Size = 0 };
        return JsonSerializer.Serialize(left, TreeJsonContext.Default.Node) == JsonSerializer.Serialize(right, TreeJsonContext.Default.Node);
    }

    private void Count(string modifier)
    {
        _added += modifier == "+" ? 1 : 0;
        _removed += modifier == "-" ? 1 : 0;
        _changed += modifier is "M" or "T" ? 1 : 0;
    }

    private async Task<Tree> LoadAsync(BlobId? tree, CancellationToken cancellationToken) =>
        tree is null ? Empty : await repository.LoadTreeAsync(tree.Value, cancellationToken);

    private async Task<BlobMarks> MarkAsync((ResticSnapshotId Id, SnapshotFile File) snapshot, CancellationToken cancellationToken)
    {
        ReferenceWalk walk = new(repository, onFault: e => throw e);
        await walk.MarkAsync([snapshot], cancellationToken);
        return walk.Marks;
    }
}
