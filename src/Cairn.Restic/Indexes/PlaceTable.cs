using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cairn.Restic.Indexes;

/// <summary>
/// Finds places by the names of their blobs: a hash table with open addressing, 4 bytes a slot. A slot holds the number of a place and, in the bits that
/// the number leaves free, some of the blob's name, so that a look-up hardly ever touches the place of another blob. Not safe for concurrent use.
/// </summary>
internal sealed class PlaceTable
{
    private const int SmallestLength = 1024;
    private const int Batch = 64;

    // Zero is an empty slot, otherwise the lower bits are the number plus one.
    private uint[] _slots = new uint[SmallestLength];
    private int _bits = BitOperations.Log2(SmallestLength) + 1;

    /// <summary>How many places are in the table: those with the numbers from 0 on.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the places from <see cref="Count"/> to <paramref name="count"/> - 1.</summary>
    public void AddUpTo(int count, MasterIndex index)
    {
        // Built four fifths full, and again when it is nine tenths full.
        if (count > _slots.Length / 10L * 9)
        {
            _slots = [];
            _slots = new uint[checked((int)(count + (count / 4L) + SmallestLength))];
            _bits = BitOperations.Log2((uint)_slots.Length) + 1;
            Count = 0;
        }

        while (Count < count)
        {
            int end = Math.Min(count, Count + Batch);
            Fetch(Count, end, index);
            for (; Count < end; Count++)
            {
                Insert(index.IdAt(Count), Count);
            }
        }
    }

    /// <summary>Begins to look for a name.</summary>
    public Probe ProbeFor(Sha256Id id) => new(_slots, _bits, Home(id), Mark(id));

    private void Insert(Sha256Id id, int place)
    {
        int slot = Home(id);
        while (_slots[slot] != 0)
        {
            slot = slot + 1 == _slots.Length ? 0 : slot + 1;
        }

        _slots[slot] = (Mark(id) << _bits) | (uint)(place + 1);
    }

    /// <summary>
    /// Every place has its slot somewhere else in memory: those of a batch are brought into the processor's cache at the same time, and not one after the
    /// other. Not inlined, since the result is not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Fetch(int first, int end, MasterIndex index)
    {
        uint all = 0;
        for (int place = first; place < end; place++)
        {
            all |= _slots[Home(index.IdAt(place))];
        }

        return all;
    }

    private int Home(Sha256Id id) => (int)(((ulong)(uint)id.GetHashCode() * (uint)_slots.Length) >> 32);

    private uint Mark(Sha256Id id) => id.SecondHash & (uint.MaxValue >> _bits);

    /// <summary>A look-up under way.</summary>
    internal ref struct Probe(uint[] slots, int bits, int slot, uint mark)
    {
        private readonly uint[] _slots = slots;
        private int _slot = slot;

        /// <summary>Gives the number of the next place that may have the name; false at the end.</summary>
        public bool Next(out int place)
        {
            while (_slots[_slot] is var found && found != 0)
            {
                _slot = _slot + 1 == _slots.Length ? 0 : _slot + 1;
                if (found >> bits == mark)
                {
                    place = (int)(found & ((1u << bits) - 1)) - 1;
                    return true;
                }
            }

            place = -1;
            return false;
        }
    }
}
