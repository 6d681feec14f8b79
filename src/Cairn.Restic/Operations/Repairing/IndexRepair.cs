using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Cairn.Restic.Crypto;
using Cairn.Restic.Indexes;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Operations.Repairing;

/// <summary>
/// Makes the index say what the storage has. Packs are their own proof of what is in them, so an index that is lost or damaged can always be
/// made again; only what a missing or unreadable pack held is lost. No pack is changed or deleted.
/// </summary>
public sealed class IndexRepair(ResticRepository repository, LockOptions lockOptions)
{
    private readonly ConcurrentQueue<string> _problems = [];

    /// <summary>
    /// Repairs under an exclusive lock. <paramref name="readAllPacks"/> reads every pack's header, also of those that seem fine;
    /// <paramref name="dryRun"/> writes nothing.
    /// </summary>
    public async Task<IndexRepairResult> RunAsync(bool readAllPacks, bool dryRun, CancellationToken cancellationToken)
    {
        await using RepositoryLock exclusive = await RepositoryLock.AcquireAsync(repository, lockOptions with { Exclusive = true }, cancellationToken);
        return await LockLoss.ReportAsync(exclusive, () => RepairAsync(exclusive, readAllPacks, dryRun, cancellationToken));
    }

    private async Task<IndexRepairResult> RepairAsync(RepositoryLock exclusive, bool readAllPacks, bool dryRun, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exclusive.Lost);
        IndexLoader loader = new(repository);
        IReadOnlySet<IndexId> old = await loader.LoadAsync(NoteDamaged, stop.Token);
        Dictionary<PackId, long> stored = await repository.ListPacksAsync(stop.Token);
        HashSet<int> sound = readAllPacks ? [] : FindSound(loader.Index, stored);
        MasterIndex repaired = Keep(loader.Index, sound);
        int read = await ReadHeadersAsync(repaired, stored, stop.Token);
        int missing = Enumerable.Range(0, loader.Index.PackCount).Count(pack => !stored.ContainsKey(loader.Index.PackAt(pack)));
        IndexRepairResult result = new(sound.Count, read, missing, repaired.Count, [.. _problems.Order(StringComparer.Ordinal)]);
        bool isNeeded = read > 0 || !_problems.IsEmpty || missing > 0;
        if (!dryRun && isNeeded)
        {
            await ReplaceAsync(repaired, old, exclusive, stop.Token);
        }

        return result;
    }

    private void NoteDamaged(Exception failure)
    {
        if (!Loss.IsProvenBy(failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        _problems.Enqueue(failure.Message);
    }

    private static HashSet<int> FindSound(MasterIndex index, Dictionary<PackId, long> stored)
    {
        PackTally[] tallies = new PackTally[index.PackCount];
        for (int place = 0; place < index.Count; place++)
        {
            (int pack, PackedBlob blob) = index.PlaceAt(place);
            tallies[pack].Add(blob, isUsed: true);
        }

        return [.. Enumerable.Range(0, tallies.Length).Where(pack =>
            stored.TryGetValue(index.PackAt(pack), out long size)
            && size == tallies[pack].ExpectedSize + BlobCipher.Overhead + PackHeader.LengthFieldSize)];
    }

    private static MasterIndex Keep(MasterIndex index, HashSet<int> packs)
    {
        MasterIndex kept = new();
        PackedBlob[] one = new PackedBlob[1];
        for (int place = 0; place < index.Count; place++)
        {
            (int pack, one[0]) = index.PlaceAt(place);
            if (packs.Contains(pack))
            {
                kept.Add(index.PackAt(pack), one);
            }
        }

        return kept;
    }

    private async Task<int> ReadHeadersAsync(MasterIndex repaired, Dictionary<PackId, long> stored, CancellationToken cancellationToken)
    {
        int read = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = repository.Backend.Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(stored.Where(pack => repaired.FindPack(pack.Key) < 0).ToList(), parallel, async (pack, token) =>
        {
            try
            {
                repaired.Add(pack.Key, await LoadHeaderAsync(pack.Key, pack.Value, token));
                Interlocked.Increment(ref read);
            }
            catch (Exception e) when (Loss.IsProvenBy(e))
            {
                _problems.Enqueue(e.Message);
            }
        });
        return read;
    }

    /// <summary>Tries a second time what looks damaged: it may have been damaged on the way only.</summary>
    private async Task<List<PackedBlob>> LoadHeaderAsync(PackId pack, long size, CancellationToken cancellationToken)
    {
        try
        {
            return await PackReader.LoadHeaderAsync(repository, pack, size, cancellationToken);
        }
        catch (RepositoryException)
        {
            return await PackReader.LoadHeaderAsync(repository, pack, size, cancellationToken);
        }
    }

    private async Task ReplaceAsync(
        MasterIndex repaired, IReadOnlySet<IndexId> old, RepositoryLock exclusive, CancellationToken cancellationToken)
    {
        HashSet<int> all = [.. Enumerable.Range(0, repaired.PackCount)];
        await new IndexWriter(repository, repaired).WriteAsync(all, cancellationToken);
        repository.UseIndex(repaired);

        await exclusive.ThrowIfLostAsync(cancellationToken);

        // Only now that every pack is in a new index file may the old ones go.
        foreach (IndexId id in old)
        {
            await repository.Backend.RemoveAsync(id.File, cancellationToken);
        }
    }
}
