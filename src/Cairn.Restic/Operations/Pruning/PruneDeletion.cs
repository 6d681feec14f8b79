using Cairn.Restic.Indexes;
using Cairn.Restic.Locks;
using Cairn.Restic.Packs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>The part of a prune that deletes. It runs under an exclusive lock, and first brings the plan up to date.</summary>
internal sealed class PruneDeletion(
    ResticRepository repository, PrunePlan plan, IndexLoader loader, ReferenceWalk walk, IReadOnlySet<ResticSnapshotId> seenSnapshots)
{
    /// <summary>An index file with fewer blobs is put together with others when there are several of them.</summary>
    private const int SmallIndexBlobs = IndexFile.MaxBlobs / 2;

    private readonly HashSet<IndexId> _plannedFiles = [.. loader.Files.Keys];

    /// <summary>The plan.</summary>
    public PrunePlan Plan => plan;

    /// <summary>Whether there is anything to delete or to put together.</summary>
    public bool HasWork => plan.Delete.Count + plan.Repack.Count + plan.Figures.UnreferencedPacks > 0 || SmallFiles().Count > 1;

    /// <summary>Deletes; false when the repository was changed in a way that needs a new plan, and nothing was done.</summary>
    public async Task<bool> TryRunAsync(RepositoryLock exclusive, CancellationToken cancellationToken)
    {
        IReadOnlySet<IndexId> listed = await loader.LoadAsync(onDamaged: null, cancellationToken);
        if (!_plannedFiles.IsSubsetOf(listed))
        {
            return false;
        }

        HashSet<int> doomed = [.. plan.Delete, .. plan.Repack];
        await RescueAsync(doomed, cancellationToken);
        Dictionary<PackId, long> stored = await repository.ListPacksAsync(cancellationToken);
        ThrowIfMissing(doomed, stored);
        await RewriteIndexAsync(doomed, exclusive, cancellationToken);
        await exclusive.ThrowIfLostAsync(cancellationToken);
        await DeletePacksAsync(doomed, stored, cancellationToken);
        return true;
    }

    /// <summary>Takes packs off the list that a backup made use of after the plan was made.</summary>
    private async Task RescueAsync(HashSet<int> doomed, CancellationToken cancellationToken)
    {
        List<(ResticSnapshotId Id, SnapshotFile File)> fresh = [];
        foreach (ResticSnapshotId id in await repository.Snapshots.ListIdsAsync(cancellationToken))
        {
            if (!seenSnapshots.Contains(id))
            {
                fresh.Add((id, await repository.Snapshots.LoadAsync(id, cancellationToken)));
            }
        }

        List<int> places = [];
        Lock rescuing = new();
        ReferenceWalk again = new(repository, walk.Marks, e => throw new RepositoryException(
            RepositoryErrorKind.Damaged, $"Nothing was deleted, because a snapshot cannot be read completely. {e.Message}", e))
        {
            OnNew = place =>
            {
                lock (rescuing)
                {
                    repository.Index.FindAll(repository.Index.PlaceAt(place).Blob.Handle, places);
                    List<int> packs = [.. places.Select(copy => repository.Index.PlaceAt(copy).Pack)];
                    if (packs.TrueForAll(doomed.Contains))
                    {
                        doomed.Remove(packs.Min());
                    }
                }
            },
        };
        await again.MarkAsync(fresh, cancellationToken);
    }

    private void ThrowIfMissing(HashSet<int> doomed, Dictionary<PackId, long> stored)
    {
        for (int pack = 0; pack < repository.Index.PackCount; pack++)
        {
            if (!doomed.Contains(pack) && plan.IsNeeded(pack) && !stored.ContainsKey(repository.Index.PackAt(pack)))
            {
                throw new RepositoryException(RepositoryErrorKind.Damaged,
                    $"Nothing was deleted, because the storage does not list pack {repository.Index.PackAt(pack)}, which is needed. Run 'cairn repo check'.");
            }
        }
    }

    private HashSet<IndexId> SmallFiles() => [.. loader.Files.Where(file => file.Value.Blobs < SmallIndexBlobs).Select(file => file.Key)];

    /// <summary>New index files first, then the old ones go: at every moment each pack that is needed is in one.</summary>
    private async Task RewriteIndexAsync(HashSet<int> doomed, RepositoryLock exclusive, CancellationToken cancellationToken)
    {
        HashSet<IndexId> small = SmallFiles();
        List<IndexId> old = [.. loader.Files
            .Where(file => (small.Count > 1 && small.Contains(file.Key)) || file.Value.Packs.Any(doomed.Contains))
            .Select(file => file.Key)];
        if (old.Count == 0)
        {
            return;
        }

        HashSet<int> indexedElsewhere = [.. loader.Files.Where(file => !old.Contains(file.Key)).SelectMany(file => file.Value.Packs)];
        HashSet<int> packs = [.. old.SelectMany(id => loader.Files[id].Packs).Where(pack => !doomed.Contains(pack) && !indexedElsewhere.Contains(pack))];
        List<IndexId> written = await new IndexWriter(repository, repository.Index).WriteAsync(packs, cancellationToken);

        await exclusive.ThrowIfLostAsync(cancellationToken);

        // An index file is named by its encrypted content, which is never the same twice; so none of the new ones is an old one.
        foreach (IndexId id in old.Except(written))
        {
            await repository.Backend.RemoveAsync(id.File, cancellationToken);
        }
    }

    private async Task DeletePacksAsync(HashSet<int> doomed, Dictionary<PackId, long> stored, CancellationToken cancellationToken)
    {
        IEnumerable<PackId> packs = stored.Keys.Where(pack => repository.Index.FindPack(pack) is int number && (number < 0 || doomed.Contains(number)));
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = repository.Backend.Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(packs, parallel, async (pack, token) => await repository.Backend.RemoveAsync(pack.File, token));
    }
}
