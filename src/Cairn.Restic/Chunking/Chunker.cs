using System.Runtime.CompilerServices;

namespace Cairn.Restic.Chunking;

/// <summary>
/// Decides where a stream is cut into blobs, at exactly the places where restic cuts for the same polynomial, so that both programs
/// share blobs in one repository.
/// </summary>
/// <remarks>
/// restic's rule: a chunk ends behind the first byte, at or after the minimum length, where the low 20 bits of the Rabin fingerprint of the last 64
/// bytes are zero; or at the maximum length. Although the fingerprint is defined as rolling on from the start of the chunk, at every
/// place where a cut is allowed it depends on the last 64 bytes alone (the minimum is longer than the window). So whether a place is a
/// candidate does not depend on what came before, and <see cref="Lanes"/> distant places can be examined at the same time: each step of one
/// fingerprint waits for the step before it, and the processor fills that wait with the other lanes. Four times as fast as one after the other.
/// The object is immutable and serves any number of streams and threads.
/// </remarks>
public sealed unsafe class Chunker
{
    /// <summary>No chunk but the last one of a stream is shorter, in bytes: 512 KiB.</summary>
    public const int MinSize = 512 * 1024;

    /// <summary>No chunk is longer, in bytes: 8 MiB.</summary>
    public const int MaxSize = 8 * 1024 * 1024;

    /// <summary>How many bytes the fingerprint covers.</summary>
    internal const int WindowSize = 64;

    private const uint SplitMask = (1 << 20) - 1;
    private const int Lanes = 8;

    /// <summary>Bytes a lane covers; long against the 64 bytes a lane needs to warm up, short against the average chunk (what is examined behind
    /// a cut is wasted).</summary>
    private const int LaneSize = 4096;

    private readonly int _shift;

    // Pinned, so that the inner loop can hold plain pointers. [0, 256): reduces the 8 bits that a step pushes above the degree.
    // [256, 512): takes the byte that leaves the window out of the fingerprint after that step.
    private readonly ulong[] _tables = GC.AllocateArray<ulong>(512, pinned: true);

    /// <summary>Prepares the tables for a repository's polynomial. Fails when it is not irreducible or has a degree that restic does not use.</summary>
    public Chunker(Polynomial polynomial)
    {
        if (polynomial.Degree is < 16 or > Polynomial.RepositoryDegree || !polynomial.IsIrreducible())
        {
            throw new RepositoryException(
                RepositoryErrorKind.Damaged, "The config file holds an invalid chunker polynomial. The repository may have been tampered with.");
        }

        _shift = polynomial.Degree - 8;
        for (uint b = 0; b < 256; b++)
        {
            _tables[b] = Polynomial.ShiftModulo(b, polynomial.Degree, polynomial) | ((ulong)b << polynomial.Degree);
            _tables[256 + b] = Polynomial.ShiftModulo(b, 8 * WindowSize, polynomial);
        }
    }

    /// <summary>
    /// Looks for the end of the chunk that starts at the first byte of <paramref name="data"/>, and returns its length, or -1 when more data is
    /// needed to tell. <paramref name="searchFrom"/> remembers between calls with the same, growing data how far it has been examined; start with 0.
    /// At the end of a stream, what is left is the last chunk.
    /// </summary>
    public int FindCut(ReadOnlySpan<byte> data, ref int searchFrom)
    {
        int end = Math.Min(data.Length, MaxSize);
        int from = Math.Max(searchFrom, MinSize);
        if (end < from)
        {
            return -1;
        }

        fixed (byte* start = data)
        {
            // A place p stands between bytes: its window is [p - 64, p). Blocks of all lanes first, then the rest, one lane.
            for (; from + (Lanes * LaneSize) <= end; from += Lanes * LaneSize)
            {
                if (BlockHasCandidate(start + from))
                {
                    return from + FirstCandidate(start + from, Lanes * LaneSize);
                }
            }

            // Short pieces are left for the next call, when more data makes whole blocks, unless the chunk cannot grow.
            if (end == MaxSize)
            {
                int found = FirstCandidate(start + from, end - from);
                return found >= 0 ? from + found : MaxSize;
            }
        }

        searchFrom = from;
        return -1;
    }

    /// <summary>
    /// Like <see cref="FindCut"/>, for the end of a stream: examines the data to its last byte, and returns its length when there is no cut in it.
    /// </summary>
    public int FindLastCut(ReadOnlySpan<byte> data, ref int searchFrom)
    {
        int cut = FindCut(data, ref searchFrom);
        int from = Math.Max(searchFrom, MinSize);
        if (cut >= 0 || from > data.Length)
        {
            return cut >= 0 ? cut : data.Length;
        }

        fixed (byte* start = data)
        {
            int found = FirstCandidate(start + from, data.Length - from);
            return found >= 0 ? from + found : data.Length;
        }
    }

    /// <summary>Returns the offset of the first candidate in [0, length] behind <paramref name="place"/>, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FirstCandidate(byte* place, int length)
    {
        fixed (ulong* tables = _tables)
        {
            ulong* reduce = tables, leave = tables + 256;
            ulong digest = 0;
            for (byte* p = place - WindowSize; p < place; p++)
            {
                digest = ((digest << 8) | *p) ^ reduce[digest >> _shift];
            }

            for (int i = 0; i < length; i++)
            {
                if (((uint)digest & SplitMask) == 0)
                {
                    return i;
                }

                digest = ((digest << 8) | place[i]) ^ reduce[digest >> _shift] ^ leave[place[i - WindowSize]];
            }

            return ((uint)digest & SplitMask) == 0 ? length : -1;
        }
    }

    /// <summary>
    /// Tells whether any place in [0, Lanes · LaneSize) behind <paramref name="place"/> is a candidate. Which one is found out by
    /// <see cref="FirstCandidate"/>: that happens once a chunk, this for every byte. Compiled at full strength at once, because a
    /// backup spends its whole life in its first call.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool BlockHasCandidate(byte* place)
    {
        const int L = LaneSize;
        const int W = WindowSize;
        int shift = _shift;
        ulong d0 = 0, d1 = 0, d2 = 0, d3 = 0, d4 = 0, d5 = 0, d6 = 0, d7 = 0;
        fixed (ulong* tables = _tables)
        {
            ulong* t = tables, u = tables + 256;
            for (byte* p = place - W; p < place; p++)
            {
                d0 = ((d0 << 8) | p[0]) ^ t[d0 >> shift];
                d1 = ((d1 << 8) | p[L]) ^ t[d1 >> shift];
                d2 = ((d2 << 8) | p[2 * L]) ^ t[d2 >> shift];
                d3 = ((d3 << 8) | p[3 * L]) ^ t[d3 >> shift];
                d4 = ((d4 << 8) | p[4 * L]) ^ t[d4 >> shift];
                d5 = ((d5 << 8) | p[5 * L]) ^ t[d5 >> shift];
                d6 = ((d6 << 8) | p[6 * L]) ^ t[d6 >> shift];
                d7 = ((d7 << 8) | p[7 * L]) ^ t[d7 >> shift];
            }

            for (byte* p = place; p < place + L; p++)
            {
                if (((uint)d0 & SplitMask) == 0 || ((uint)d1 & SplitMask) == 0 || ((uint)d2 & SplitMask) == 0 || ((uint)d3 & SplitMask) == 0
                    || ((uint)d4 & SplitMask) == 0 || ((uint)d5 & SplitMask) == 0 || ((uint)d6 & SplitMask) == 0 || ((uint)d7 & SplitMask) == 0)
                {
                    return true;
                }

                d0 = ((d0 << 8) | p[0]) ^ t[d0 >> shift] ^ u[p[-W]];
                d1 = ((d1 << 8) | p[L]) ^ t[d1 >> shift] ^ u[p[L - W]];
                d2 = ((d2 << 8) | p[2 * L]) ^ t[d2 >> shift] ^ u[p[(2 * L) - W]];
                d3 = ((d3 << 8) | p[3 * L]) ^ t[d3 >> shift] ^ u[p[(3 * L) - W]];
                d4 = ((d4 << 8) | p[4 * L]) ^ t[d4 >> shift] ^ u[p[(4 * L) - W]];
                d5 = ((d5 << 8) | p[5 * L]) ^ t[d5 >> shift] ^ u[p[(5 * L) - W]];
                d6 = ((d6 << 8) | p[6 * L]) ^ t[d6 >> shift] ^ u[p[(6 * L) - W]];
                d7 = ((d7 << 8) | p[7 * L]) ^ t[d7 >> shift] ^ u[p[(7 * L) - W]];
            }
        }

        return false;
    }
}
