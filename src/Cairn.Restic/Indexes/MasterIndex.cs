using System.Numerics;
using System.Runtime.InteropServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>
/// All index files of a repository together, in memory: for each blob the places where it is stored. About 64 bytes a blob; look-ups do not
/// allocate. Safe for concurrent use.
/// </summary>
public sealed class MasterIndex
{
    private const int SegmentBits = 14;
    private const int SegmentSize = 1 << SegmentBits;
    private const uint TreeBit = 1u << 31;

    private readonly Lock _lock = new();
    private readonly List<Entry[]> _segments = [];
    private readonly List<PackId> _packs = [];
    private readonly Dictionary<PackId, int> _packNumbers = [];
    private int[] _buckets = new int[1024];

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

    /// <summary>Tells whether the blob is stored anywhere.</summary>
    public bool Contains(BlobHandle blob) => TryFind(blob, out _);

    /// <summary>Finds a place where the blob is stored.</summary>
    public bool TryFind(BlobHandle blob, out BlobLocation location)
    {
        lock (_lock)
        {
            for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = At(i - 1).Next)
            {
                ref Entry entry = ref At(i - 1);
                if (entry.Id == blob.Id.Value && TypeOf(entry) == blob.Type)
                {
                    location = ToLocation(entry);
                    return true;
                }
            }
        }

        location = default;
        return false;
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
            for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = At(i - 1).Next)
            {
                ref Entry entry = ref At(i - 1);
                if (entry.Id == blob.Id.Value && TypeOf(entry) == blob.Type && (first < 0 || i - 1 < first))
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
            for (int i = _buckets[Bucket(blob.Id.Value)]; i != 0; i = At(i - 1).Next)
            {
                ref Entry entry = ref At(i - 1);
                if (entry.Id == blob.Id.Value && TypeOf(entry) == blob.Type)
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
            ref Entry entry = ref At(number);
            return ((int)(entry.PackAndType & ~TreeBit), ToBlob(entry));
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
                AddEntry((uint)number, blob);
            }

            return number;
        }
    }

    /// <summary>Every place of every blob, in the order in which they were added. The index must not change meanwhile.</summary>
    public IEnumerable<BlobLocation> EnumerateLocations()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return ToLocation(At(i));
        }
    }

    private static BlobType TypeOf(in Entry entry) => (entry.PackAndType & TreeBit) != 0 ? BlobType.Tree : BlobType.Data;

    private void AddEntry(uint pack, PackedBlob blob)
    {
        uint packAndType = pack | (blob.Handle.Type == BlobType.Tree ? TreeBit : 0);
        for (int i = _buckets[Bucket(blob.Handle.Id.Value)]; i != 0; i = At(i - 1).Next)
        {
            ref Entry other = ref At(i - 1);
            if (other.Id == blob.Handle.Id.Value && other.PackAndType == packAndType && other.Offset == blob.Offset)
            {
                return;
            }
        }

        if (Count == _buckets.Length)
        {
            Grow();
        }

        if (Count >> SegmentBits == _segments.Count)
        {
            _segments.Add(new Entry[SegmentSize]);
        }

        ref int bucket = ref _buckets[Bucket(blob.Handle.Id.Value)];
        At(Count) = new Entry(blob.Handle.Id.Value, packAndType, blob.Offset, blob.Length, blob.UncompressedLength, bucket);
        bucket = ++Count;
    }

    private void Grow()
    {
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)_buckets.Length + 1)];
        for (int i = 0; i < Count; i++)
        {
            ref Entry entry = ref At(i);
            ref int bucket = ref _buckets[Bucket(entry.Id)];
            entry = entry with { Next = bucket };
            bucket = i + 1;
        }
    }

    private int Bucket(Sha256Id id) => id.GetHashCode() & (_buckets.Length - 1);

    private ref Entry At(int i) => ref _segments[i >> SegmentBits][i & (SegmentSize - 1)];

    private BlobLocation ToLocation(in Entry entry) => new(_packs[(int)(entry.PackAndType & ~TreeBit)], ToBlob(entry));

    private static PackedBlob ToBlob(in Entry entry) =>
        new(new BlobHandle(TypeOf(entry), new BlobId(entry.Id)), entry.Offset, entry.Length, entry.UncompressedLength);

    /// <summary>One place of one blob. <c>Next</c> is the number of the next entry of the same bucket plus one, 0 at the end.</summary>
    private readonly record struct Entry(Sha256Id Id, uint PackAndType, uint Offset, uint Length, uint UncompressedLength, int Next);
}
