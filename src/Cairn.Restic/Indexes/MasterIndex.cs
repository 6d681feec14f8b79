using System.Runtime.InteropServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>
/// All index files of a repository together, in memory: for each blob the places where it is stored. About 46 bytes a place; look-ups do not
/// allocate. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A place is a name and two lengths, 40 bytes, and a slot of <see cref="PlaceTable"/>. Its pack and its offset are not kept with it:
/// places of a pack come one behind the other, as their blobs lie in the pack, so both follow from where a run of such places begins.
/// Places are only appended; the table is brought up to date by the next look-up, so that loading builds it once and in its final size.
/// </remarks>
public sealed class MasterIndex
{
    private const int SegmentBits = 14;
    private const int SegmentSize = 1 << SegmentBits;
    private const uint TreeBit = 1u << 31;

    // A run is so short that adding up its lengths costs less than looking for it.
    private const int MaxRun = 64;

    private readonly Lock _lock = new();
    private readonly List<Entry[]> _segments = [];
    private readonly List<Run> _runs = [];
    private readonly List<PackId> _packs = [];
    private readonly Dictionary<PackId, int> _packNumbers = [];
    // For each pack who alone has added its places so far, or null, and where the last of them ends.
    private readonly List<(object? Source, uint End)> _sources = [];
    private readonly PlaceTable _table = new();
    private uint _runEnd;

    /// <summary>How many places are known; a blob that is stored twice counts twice.</summary>
    public int Count { get; private set; }

    /// <summary>The packs that any index file names.</summary>
    public IReadOnlyList<PackId> Packs
    {
        get
        {
            lock (_lock)
            {
                return [.. _packs];
            }
        }
    }

    /// <summary>How many packs any index file names; they are numbered from 0 in the order in which they came.</summary>
    internal int PackCount
    {
        get
        {
            lock (_lock)
            {
                return _packs.Count;
            }
        }
    }

    /// <summary>Tells whether the blob is stored anywhere.</summary>
    public bool Contains(BlobHandle blob)
    {
        lock (_lock)
        {
            return FindLast(blob) >= 0;
        }
    }

    /// <summary>Finds a place where the blob is stored.</summary>
    public bool TryFind(BlobHandle blob, out BlobLocation location)
    {
        lock (_lock)
        {
            int place = FindLast(blob);
            location = place < 0 ? default : ToLocation(place);
            return place >= 0;
        }
    }

    /// <summary>Adds the blobs of a pack and returns the pack's number. A place that is known already is not added again.</summary>
    public int Add(PackId pack, IReadOnlyList<PackedBlob> blobs) => Add(pack, blobs, new object());

    /// <summary>
    /// As the other, for a pack whose blobs come in several calls with the same <paramref name="source"/>: as long as nobody else adds to the pack, only
    /// what does not lie behind the blobs before can be known already, and need be looked for.
    /// </summary>
    internal int Add(PackId pack, IReadOnlyList<PackedBlob> blobs, object source)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        lock (_lock)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_packNumbers, pack, out bool known);
            if (!known)
            {
                number = _packs.Count;
                _packs.Add(pack);
                _sources.Add((source, 0));
            }

            (object? before, uint end) = _sources[number];
            foreach (PackedBlob blob in blobs)
            {
                if ((before == source && blob.Offset >= end) || !IsKnown(number, blob))
                {
                    AddEntry(number, blob);
                    end = Math.Max(end, blob.Offset + blob.Length);
                }
            }

            _sources[number] = (before == source ? source : null, end);
            return number;
        }
    }

    /// <summary>Every place of every blob, in the order in which they were added. The index must not change meanwhile.</summary>
    public IEnumerable<BlobLocation> EnumerateLocations()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return ToLocation(i);
        }
    }

    /// <summary>The pack of a number.</summary>
    internal PackId PackAt(int number)
    {
        lock (_lock)
        {
            return _packs[number];
        }
    }

    /// <summary>The number of a pack, or -1 when no index file names it.</summary>
    internal int FindPack(PackId pack)
    {
        lock (_lock)
        {
            return _packNumbers.TryGetValue(pack, out int number) ? number : -1;
        }
    }

    /// <summary>
    /// The number, from 0 to <see cref="Count"/> - 1, of the first place of a blob that became known, or -1. It stands for the blob: it stays the
    /// same however many further places are added.
    /// </summary>
    internal int FindFirst(BlobHandle blob)
    {
        int first = -1;
        lock (_lock)
        {
            PlaceTable.Probe probe = ProbeFor(blob);
            while (probe.Next(out int place))
            {
                if (Is(place, blob) && (first < 0 || place < first))
                {
                    first = place;
                }
            }
        }

        return first;
    }

    /// <summary>The numbers of all places of a blob, in no particular order.</summary>
    internal void FindAll(BlobHandle blob, List<int> places)
    {
        places.Clear();
        lock (_lock)
        {
            PlaceTable.Probe probe = ProbeFor(blob);
            while (probe.Next(out int place))
            {
                if (Is(place, blob))
                {
                    places.Add(place);
                }
            }
        }
    }

    /// <summary>The place of a number: the pack's number and the blob in it.</summary>
    internal (int Pack, PackedBlob Blob) PlaceAt(int number)
    {
        lock (_lock)
        {
            return Resolve(number);
        }
    }

    private static BlobType TypeOf(in Entry entry) => (entry.LengthAndType & TreeBit) != 0 ? BlobType.Tree : BlobType.Data;

    private bool IsLastPack(int pack) => _runs.Count > 0 && _runs[^1].Pack == pack;

    private bool IsKnown(int pack, PackedBlob blob)
    {
        PlaceTable.Probe probe = ProbeFor(blob.Handle);
        while (probe.Next(out int place))
        {
            if (Is(place, blob.Handle) && Resolve(place) is var known && known.Pack == pack && known.Blob.Offset == blob.Offset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings the table up to date and begins to look for a blob.</summary>
    private PlaceTable.Probe ProbeFor(BlobHandle blob)
    {
        if (_table.Count < Count)
        {
            _table.AddUpTo(Count, this);
        }

        return _table.ProbeFor(blob.Id.Value);
    }

    private void AddEntry(int pack, PackedBlob blob)
    {
        if (Count >> SegmentBits == _segments.Count)
        {
            _segments.Add(new Entry[SegmentSize]);
        }

        if (!IsLastPack(pack) || _runEnd != blob.Offset || Count - _runs[^1].First >= MaxRun)
        {
            _runs.Add(new Run(Count, pack, blob.Offset));
        }

        _runEnd = blob.Offset + blob.Length;
        uint lengthAndType = blob.Length | (blob.Handle.Type == BlobType.Tree ? TreeBit : 0);
        At(Count) = new Entry(blob.Handle.Id.Value, lengthAndType, blob.UncompressedLength);
        Count++;
    }

    private ref Entry At(int i) => ref _segments[i >> SegmentBits][i & (SegmentSize - 1)];

    /// <summary>The name of a place's blob.</summary>
    internal Sha256Id IdAt(int place) => At(place).Id;

    private bool Is(int i, BlobHandle blob)
    {
        ref Entry entry = ref At(i);
        return entry.Id == blob.Id.Value && TypeOf(entry) == blob.Type;
    }

    private int FindLast(BlobHandle blob)
    {
        int last = -1;
        PlaceTable.Probe probe = ProbeFor(blob);
        while (probe.Next(out int place))
        {
            if (place > last && Is(place, blob))
            {
                last = place;
            }
        }

        return last;
    }

    private BlobLocation ToLocation(int place)
    {
        (int pack, PackedBlob blob) = Resolve(place);
        return new BlobLocation(_packs[pack], blob);
    }

    private (int Pack, PackedBlob Blob) Resolve(int place)
    {
        Run run = FindRun(place);
        uint offset = run.Offset;
        for (int i = run.First; i < place; i++)
        {
            offset += At(i).LengthAndType & ~TreeBit;
        }

        ref Entry entry = ref At(place);
        BlobHandle handle = new(TypeOf(entry), new BlobId(entry.Id));
        return (run.Pack, new PackedBlob(handle, offset, entry.LengthAndType & ~TreeBit, entry.UncompressedLength));
    }

    private Run FindRun(int place)
    {
        ReadOnlySpan<Run> runs = CollectionsMarshal.AsSpan(_runs);
        (int low, int high) = (0, runs.Length - 1);
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            (low, high) = runs[middle].First <= place ? (middle, high) : (low, middle - 1);
        }

        return runs[low];
    }

    /// <summary>One place of one blob. The type is the highest bit of the length, which blobs are much too short to need.</summary>
    private readonly record struct Entry(Sha256Id Id, uint LengthAndType, uint UncompressedLength);

    /// <summary>Places from number <paramref name="First"/> on that lie one behind the other in a pack.</summary>
    private readonly record struct Run(int First, int Pack, uint Offset);
}
