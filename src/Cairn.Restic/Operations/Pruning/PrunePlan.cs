using Cairn.Restic.Indexes;
using Cairn.Restic.Packs;
using Cairn.Restic.References;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>
/// Decides what becomes of each pack: kept, deleted, or repacked (its used blobs written again, then deleted). Made before anything is changed;
/// it fails when the repository contradicts itself in a way that touches data in use.
/// </summary>
internal sealed class PrunePlan
{
    private const int MaxNamedFaults = 10;

    private readonly MasterIndex _index;
    private readonly BlobMarks _marks;
    private readonly PackTally[] _tallies;

    // Of a used blob with several places, the one that stays. Blobs with one place are not in here.
    private readonly Dictionary<int, int> _keepers = [];

    private PrunePlan(MasterIndex index, BlobMarks marks, int snapshots)
    {
        (_index, _marks) = (index, marks);
        Figures = new PruneFigures { Snapshots = snapshots };
        _tallies = new PackTally[index.PackCount];
        Places = index.Count;
    }

    /// <summary>How many places the index had when the plan was made.</summary>
    public int Places { get; }

    /// <summary>Numbers of the packs to delete without further ado; some of them may be missing in the storage already.</summary>
    public HashSet<int> Delete { get; } = [];

    /// <summary>Numbers of the packs to repack.</summary>
    public HashSet<int> Repack { get; } = [];

    /// <summary>What was found and decided.</summary>
    public PruneFigures Figures { get; private set; }

    /// <summary>Whether the storage has everything that stays and is in use; packs that came later are not part of the plan.</summary>
    public bool IsNeeded(int pack) => pack >= _tallies.Length || _tallies[pack].UsedBlobs > 0;

    /// <summary>Makes the plan. <paramref name="stored"/> gives the size of each pack in the storage.</summary>
    public static PrunePlan Create(
        MasterIndex index, BlobMarks marks, int snapshots, IReadOnlyDictionary<PackId, long> stored, PruneOptions options, int packSize)
    {
        PrunePlan plan = new(index, marks, snapshots);
        plan.Tally(stored);
        plan.ThrowIfUnsound();
        plan.Decide(options, packSize);
        return plan;
    }

    /// <summary>The blobs of packs to be repacked that must be written again, by the packs' numbers, in the order of their offsets.</summary>
    public IReadOnlyList<(int Pack, List<PackedBlob> Blobs)> BlobsToRepack()
    {
        Dictionary<int, List<PackedBlob>> blobs = Repack.ToDictionary(pack => pack, _ => new List<PackedBlob>());
        for (int place = 0; place < Places; place++)
        {
            (int pack, PackedBlob blob) = _index.PlaceAt(place);
            if (blobs.TryGetValue(pack, out List<PackedBlob>? list) && IsKept(place, _index.FindFirst(blob.Handle)))
            {
                list.Add(blob);
            }
        }

        foreach (List<PackedBlob> list in blobs.Values)
        {
            list.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        }

        return [.. blobs.OrderBy(pack => pack.Key).Select(pack => (pack.Key, pack.Value))];
    }

    private void Tally(IReadOnlyDictionary<PackId, long> stored)
    {
        Dictionary<int, List<int>> copies = [];
        for (int place = 0; place < Places; place++)
        {
            (int pack, PackedBlob blob) = _index.PlaceAt(place);
            int first = _index.FindFirst(blob.Handle);
            bool isUsed = _marks.Contains(first);
            _tallies[pack].Add(blob, isUsed);
            if (isUsed && first != place)
            {
                (copies.TryGetValue(first, out List<int>? list) ? list : copies[first] = [first]).Add(place);
            }
        }

        for (int pack = 0; pack < _tallies.Length; pack++)
        {
            ref PackTally tally = ref _tallies[pack];
            tally.ExpectedSize += Crypto.BlobCipher.Overhead + PackHeader.LengthFieldSize;
            tally.StoredSize = stored.TryGetValue(_index.PackAt(pack), out long size) ? size : -1;
        }

        ChooseKeepers(copies);
        CountUnreferenced(stored);
    }

    private void ChooseKeepers(Dictionary<int, List<int>> copies)
    {
        (long blobs, long bytes) = (0, 0);
        foreach ((int first, List<int> places) in copies)
        {
            int keeper = places.MinBy(Unfitness);
            _keepers.Add(first, keeper);
            foreach (int place in places.Where(place => place != keeper))
            {
                (int pack, PackedBlob blob) = _index.PlaceAt(place);
                _tallies[pack].Release(blob);
                blobs++;
                bytes += PackTally.SizeOf(blob);
            }
        }

        Figures = Figures with { DuplicateBlobs = blobs, DuplicateSize = bytes };
    }

    /// <summary>A copy in a pack that is whole and well used is the one to keep; with equals, the pack that came first, so that packs empty out.</summary>
    private (bool, double, int) Unfitness(int place)
    {
        int pack = _index.PlaceAt(place).Pack;
        ref PackTally tally = ref _tallies[pack];
        return (!tally.IsSound, (double)tally.UnusedSize / (tally.UsedSize + tally.UnusedSize), pack);
    }

    private bool IsKept(int place, int first) => _marks.Contains(first) && (_keepers.TryGetValue(first, out int keeper) ? keeper : first) == place;

    private void CountUnreferenced(IReadOnlyDictionary<PackId, long> stored)
    {
        foreach ((PackId pack, long size) in stored)
        {
            if (_index.FindPack(pack) < 0)
            {
                Figures = Figures with
                {
                    UnreferencedPacks = Figures.UnreferencedPacks + 1,
                    UnreferencedSize = Figures.UnreferencedSize + size,
                };
            }
        }
    }

    private void ThrowIfUnsound()
    {
        List<string> faults = [];
        for (int pack = 0; pack < _tallies.Length; pack++)
        {
            ref PackTally tally = ref _tallies[pack];
            if (tally.UsedBlobs > 0 && !tally.IsSound)
            {
                faults.Add(tally.StoredSize < 0
                    ? $"pack {_index.PackAt(pack)} is missing"
                    : $"pack {_index.PackAt(pack)} is {tally.StoredSize} bytes long instead of {tally.ExpectedSize}");
            }
        }

        if (faults.Count > 0)
        {
            throw new RepositoryException(RepositoryErrorKind.Damaged,
                $"Nothing was pruned, because {faults.Count} pack(s) with data in use are not as the index has them: "
                + string.Join("; ", faults.Take(MaxNamedFaults)) + (faults.Count > MaxNamedFaults ? "; …" : "")
                + ". Run 'cairn repo repair index', then 'cairn repo check'.");
        }
    }

    private void Decide(PruneOptions options, int packSize)
    {
        List<int> candidates = [];
        (long used, long unused) = (0, 0);
        PruneFigures figures = Figures;
        for (int pack = 0; pack < _tallies.Length; pack++)
        {
            ref PackTally tally = ref _tallies[pack];
            used += tally.UsedSize;
            unused += tally.UnusedSize;
            figures = figures with { UsedBlobs = figures.UsedBlobs + tally.UsedBlobs, UnusedBlobs = figures.UnusedBlobs + tally.UnusedBlobs };
            if (tally.UsedBlobs == 0)
            {
                Delete.Add(pack);
                unused -= tally.UnusedSize;
                figures = figures with { DeletedSize = figures.DeletedSize + Math.Max(0, tally.StoredSize) };
            }
            else if (IsCandidate(tally, options, packSize))
            {
                candidates.Add(pack);
            }
        }

        figures = figures with
        {
            UsedSize = used,
            UnusedBlobs = figures.UnusedBlobs - figures.DuplicateBlobs,
            UnusedSize = _tallies.Sum(tally => tally.UnusedSize) - figures.DuplicateSize,
            DeletedPacks = Delete.Count,
        };
        Figures = Choose(candidates, figures, unused, options, packSize);
    }

    private static bool IsCandidate(in PackTally tally, PruneOptions options, int packSize) =>
        tally.UnusedBlobs > 0 || tally.IsMixed
        || (options.RepackUncompressed && tally.HasUncompressed)
        || (options.RepackSmall && IsSmall(tally, packSize));

    private static bool IsSmall(in PackTally tally, int packSize) => tally.StoredSize < packSize * 8L / 10;

    /// <summary>Goes through the candidates, those first that gain most for their rewriting, until the limits are met.</summary>
    private PruneFigures Choose(List<int> candidates, PruneFigures figures, long unused, PruneOptions options, int packSize)
    {
        long allowed = options.MaxUnused.For(figures.UsedSize);
        bool severalSmall = candidates.Count(pack => IsSmall(_tallies[pack], packSize)) > 1;
        (long rewritten, long blobs, long freed) = (0, 0, 0);
        IOrderedEnumerable<int> order = candidates
            .OrderByDescending(pack => _tallies[pack].HasTrees)
            .ThenByDescending(pack => (double)_tallies[pack].UnusedSize / _tallies[pack].UsedSize)
            .ThenBy(pack => pack);
        foreach (int pack in order)
        {
            ref PackTally tally = ref _tallies[pack];
            bool isWanted = (tally.HasTrees && (tally.UnusedBlobs > 0 || tally.IsMixed))
                || (options.RepackUncompressed && tally.HasUncompressed)
                || (options.RepackSmall && severalSmall && IsSmall(tally, packSize))
                || unused > allowed;
            if (!isWanted || rewritten + tally.StoredSize > (options.MaxRepackSize ?? long.MaxValue))
            {
                continue;
            }

            Repack.Add(pack);
            rewritten += tally.UsedSize + tally.UnusedSize;
            blobs += tally.UsedBlobs;
            freed += tally.UnusedSize;
            unused -= tally.UnusedSize;
        }

        return figures with
        {
            KeptPacks = _tallies.Length - Delete.Count - Repack.Count,
            RepackedPacks = Repack.Count,
            RepackedBlobs = blobs,
            RepackedSize = rewritten - freed,
            FreedByRepacking = freed,
            RemainingUnusedSize = unused,
        };
    }
}
