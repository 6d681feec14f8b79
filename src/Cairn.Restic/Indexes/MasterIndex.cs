using System.Numerics;
using System.Runtime.InteropServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>
/// All index files of a repository together, in memory: for each blob the places where it is stored. About 47 bytes a place; look-ups do not
/// allocate. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A place is a name and two lengths, 40 bytes, and a link to the next place with the same hash. Its pack and its offset are not kept with it:
/// places of a pack come one behind the other, as their blobs lie in the pack, so both follow from where a run of such places begins.
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
    private readonly List<int[]> _links = [];
    private readonly List<Run> _runs = [];
    private readonly List<PackId> _packs = [];
    private readonly Dictionary<PackId, int> _packNumbers = [];
    private int[] _buckets = new int[1024];
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
    public int Add(PackId pack, IReadOnlyList<PackedBlob> blobs)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        lock (_lock)
        {
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_packNumbers, pack, out bool known);
            if (!known)
            {
                number = _packs.Count;
                _packs.Add(pack);
            }

            foreach (PackedBlob blob in blobs)
            {
                if (!IsKnown(number, blob))
                {
                    AddEntry(number, blob);
                }
            }

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
            for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = NextOf(i - 1))
            {
                if (Is(i - 1, blob) && (first < 0 || i - 1 < first))
                {
                    first = i - 1;
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
            for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = NextOf(i - 1))
            {
                if (Is(i - 1, blob))
                {
                    places.Add(i - 1);
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

    private bool IsKnown(int pack, PackedBlob blob)
    {
        for (int i = _buckets[Bucket(blob.Handle.Id.Value)]; i != 0; i = NextOf(i - 1))
        {
            if (Is(i - 1, blob.Handle) && Resolve(i - 1) is var place && place.Pack == pack && place.Blob.Offset == blob.Offset)
            {
                return true;
            }
        }

        return false;
    }

    private void AddEntry(int pack, PackedBlob blob)
    {
        if (Count == _buckets.Length * 2)
        {
            Grow();
        }

        if (Count >> SegmentBits == _segments.Count)
        {
            _segments.Add(new Entry[SegmentSize]);
            _links.Add(new int[SegmentSize]);
        }

        if (_runs.Count == 0 || _runs[^1].Pack != pack || _runEnd != blob.Offset || Count - _runs[^1].First >= MaxRun)
        {
            _runs.Add(new Run(Count, pack, blob.Offset));
        }

        _runEnd = blob.Offset + blob.Length;
        uint lengthAndType = blob.Length | (blob.Handle.Type == BlobType.Tree ? TreeBit : 0);
        At(Count) = new Entry(blob.Handle.Id.Value, lengthAndType, blob.UncompressedLength);
        ref int bucket = ref _buckets[Bucket(blob.Handle.Id.Value)];
        NextOf(Count) = bucket;
        bucket = ++Count;
    }

    private void Grow()
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)_buckets.Length + 1)];
        for (int i = 0; i < Count; i++)
        {
            ref int bucket = ref _buckets[Bucket(At(i).Id)];
            NextOf(i) = bucket;
            bucket = i + 1;
        }
    }

    private int Bucket(Sha256Id id) => id.GetHashCode() & (_buckets.Length - 1);

    private ref Entry At(int i) => ref _segments[i >> SegmentBits][i & (SegmentSize - 1)];

    /// <summary>The number of the next place of the same bucket plus one, 0 at the end.</summary>
    private ref int NextOf(int i) => ref _links[i >> SegmentBits][i & (SegmentSize - 1)];

    private bool Is(int i, BlobHandle blob)
    {
        ref Entry entry = ref At(i);
        return entry.Id == blob.Id.Value && TypeOf(entry) == blob.Type;
    }

    private int FindLast(BlobHandle blob)
    {
        for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = NextOf(i - 1))
        {
            if (Is(i - 1, blob))
            {
                return i - 1;
            }
        }

        return -1;
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
