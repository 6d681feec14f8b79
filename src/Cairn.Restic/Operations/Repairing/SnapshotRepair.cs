using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations.Repairing;

/// <summary>
/// Saves what is left of snapshots that need data which is gone: makes a new snapshot without it. A file that has lost a part keeps the rest under
/// a name that ends in <c>.damaged</c>, so that nobody restores a dump with a hole in it without noticing.
/// </summary>
/// <remarks>Needs an index that tells the truth: run <see cref="IndexRepair"/> before.</remarks>
public sealed class SnapshotRepair(ResticRepository repository, RepositoryLock repositoryLock)
{
    /// <summary>What the name of a file with a hole ends in.</summary>
    public const string DamagedSuffix = ".damaged";

    /// <summary>The tag of a repaired snapshot.</summary>
    public const string RepairedTag = "repaired";

    /// <summary>
    /// Repairs those of the snapshots that are damaged; only these are in the result. <paramref name="forget"/> removes the damaged ones,
    /// once their repaired versions are stored.
    /// </summary>
    public Task<IReadOnlyList<SnapshotRepairResult>> RunAsync(
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, bool forget, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        return LockLoss.ReportAsync(repositoryLock, () => RepairAllAsync(snapshots, forget, dryRun, cancellationToken));
    }

    private async Task<IReadOnlyList<SnapshotRepairResult>> RepairAllAsync(
        IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, bool forget, bool dryRun, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, repositoryLock.Lost);
        List<SnapshotRepairResult> results = [];
        foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
        {
            if (await RepairAsync(id, file, dryRun, stop.Token) is { } result)
            {
                results.Add(result);
                if (forget && result.Repaired is not null)
                {
                    await repository.Snapshots.RemoveAsync(id, stop.Token);
                }
            }
        }

        return results;
    }

    private async Task<SnapshotRepairResult?> RepairAsync(ResticSnapshotId id, SnapshotFile file, bool dryRun, CancellationToken cancellationToken)
    {
        List<string> losses = [];
        await using BlobPipeline pipeline = new(repository, new TransferProgress(), cancellationToken);
        if (!Sha256Id.TryParse(file.Tree, out Sha256Id tree))
        {
            return new SnapshotRepairResult(id, null, ["It names no valid tree."]);
        }

        BlobId? root = await RepairTreeAsync(new BlobId(tree), "", losses, dryRun ? null : pipeline, cancellationToken);
        if (losses.Count == 0)
        {
            return null;
        }

        if (root is null || dryRun)
        {
            return new SnapshotRepairResult(id, null, losses);
        }

        await pipeline.CompleteAsync();
        SnapshotFile repaired = file with
        {
            Tree = root.Value.ToString(),
            Original = file.Original ?? id.ToString(),
            Tags = [.. (file.Tags ?? []).Where(tag => tag != RepairedTag), RepairedTag],
        };
        return new SnapshotRepairResult(id, await repository.Snapshots.SaveAsync(repaired, cancellationToken), losses);
    }

    /// <summary>The name of the directory without what is lost; null when it cannot be read at all.</summary>
    private async Task<BlobId?> RepairTreeAsync(
        BlobId id, string path, List<string> losses, BlobPipeline? pipeline, CancellationToken cancellationToken)
    {
        Tree tree;
        try
        {
            tree = await repository.LoadTreeAsync(id, cancellationToken);
        }
        catch (Exception e) when (Loss.IsProvenBy(e))
        {
            losses.Add($"The directory {(path.Length == 0 ? "/" : path)} cannot be read: {e.Message}");
            return null;
        }

        List<Node> nodes = [];
        bool isChanged = false;
        foreach (Node node in tree.Nodes)
        {
            Node? repaired = node.IsDirectory
                ? await RepairDirectoryAsync(id, node, $"{path}/{node.Name}", losses, pipeline, cancellationToken)
                : RepairFile(id, node, $"{path}/{node.Name}", losses);
            isChanged |= !ReferenceEquals(repaired, node);
            if (repaired is not null)
            {
                nodes.Add(repaired);
            }
        }

        return !isChanged || pipeline is null ? id : await SaveAsync(tree with { Nodes = nodes }, pipeline);
    }

    private async Task<Node?> RepairDirectoryAsync(
        BlobId parent, Node node, string path, List<string> losses, BlobPipeline? pipeline, CancellationToken cancellationToken)
    {
        BlobId subtree = node.SubtreeBlob(parent).Id;
        BlobId? repaired = await RepairTreeAsync(subtree, path, losses, pipeline, cancellationToken);
        return repaired is null ? null : repaired == subtree ? node : node with { Subtree = repaired.Value.ToString() };
    }

    private Node RepairFile(BlobId tree, Node node, string path, List<string> losses)
    {
        List<BlobId> left = [];
        ulong size = 0;
        IReadOnlyList<BlobId> content = node.ContentBlobs(tree);
        foreach (BlobId blob in content)
        {
            if (repository.Index.TryFind(new BlobHandle(BlobType.Data, blob), out BlobLocation location))
            {
                left.Add(blob);
                size += location.Blob.PlaintextLength;
            }
        }

        if (left.Count == content.Count)
        {
            return node;
        }

        losses.Add($"{path} has lost {content.Count - left.Count} of {content.Count} pieces, {node.Size - Math.Min(size, node.Size)} bytes.");
        return node with
        {
            Name = node.Name.EndsWith(DamagedSuffix, StringComparison.Ordinal) ? node.Name : node.Name + DamagedSuffix,
            Content = [.. left.Select(blob => blob.ToString())],
            Size = size,
        };
    }

    private static async Task<BlobId> SaveAsync(Tree tree, BlobPipeline pipeline)
    {
        byte[] json = tree.Encode();
        byte[] buffer = BufferPool.Rent(json.Length);
        json.CopyTo(buffer, 0);
        ContentList names = new();
        await pipeline.AddAsync(BlobType.Tree, buffer, json.Length, names, names.Reserve());
        await pipeline.DrainAsync();
        return names.ToList()[0];
    }
}
