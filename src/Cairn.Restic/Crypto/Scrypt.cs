using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Crypto;

/// <summary>
/// scrypt (RFC 7914) with Salsa20/8 in vectors. A run opens its repository before it may connect to the database, so this is time in which nothing
/// else happens. Each step of Salsa20 waits for the one before it; two of the p independent parts are therefore mixed in the two halves of wide
/// vectors, in the time of one. The libraries for .NET do the parts one after the other. The tests hold it against the RFC's vectors and against
/// BouncyCastle.
/// </summary>
internal static unsafe class Scrypt
{
    private const int SalsaBlock = 64;

    /// <summary>Derives <paramref name="length"/> bytes. The caller has checked the parameters' ranges.</summary>
    public static byte[] DeriveBytes(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ScryptParameters cost, int length)
    {
        int partSize = 128 * cost.R;
        byte[] parts = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, partSize * cost.P);

        // Each part in the making takes 128·N·r bytes; two at a time are as much as restic's own memory limit for one key.
        for (int part = 0; part < cost.P; part += 2)
        {
            // The last of an odd number is mixed with itself.
            int other = Math.Min(part + 1, cost.P - 1);
            MixPair(parts.AsSpan(part * partSize, partSize), parts.AsSpan(other * partSize, partSize), cost);
        }

        return Rfc2898DeriveBytes.Pbkdf2(password, parts, 1, HashAlgorithmName.SHA256, length);
    }

    /// <summary>
    /// scryptROMix of two parts. The memory is taken from the system and given back at once: it would otherwise stay with the collector for the whole run.
    /// </summary>
    private static void MixPair(Span<byte> left, Span<byte> right, ScryptParameters cost)
    {
        nuint size = (nuint)left.Length;
        nuint tableSize = size * (nuint)cost.N;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((2 * tableSize) + (4 * size), 64);
        HugePages.Advise(memory, 2 * tableSize);
        try
        {
            Lanes lanes = new(memory, memory + tableSize);
            Lanes x = new(memory + (2 * tableSize), memory + (2 * tableSize) + size);
            Lanes y = x + (2 * size);
            Arrange(left, x.Left, toVectors: true);
            Arrange(right, x.Right, toVectors: true);
            for (nuint i = 0; i < (nuint)cost.N; i++)
            {
                NativeMemory.Copy(x.Left, lanes.Left + (i * size), size);
                NativeMemory.Copy(x.Right, lanes.Right + (i * size), size);
                MixBlocks(x, default, y, cost.R);
                (x, y) = (y, x);
            }

            for (int i = 0; i < cost.N; i++)
            {
                Lanes rows = new(lanes.Left + (Integerify(x.Left, cost) * size), lanes.Right + (Integerify(x.Right, cost) * size));
                MixBlocks(x, rows, y, cost.R);
                (x, y) = (y, x);
            }

            Arrange(left, x.Left, toVectors: false);
            Arrange(right, x.Right, toVectors: false);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>In the arranged form, too, the first 32 bits of the last block are in its first word.</summary>
    private static nuint Integerify(byte* part, ScryptParameters cost) =>
        *(uint*)(part + (128 * cost.R) - SalsaBlock) & (nuint)(cost.N - 1);

    /// <summary>
    /// Salsa20 works on the diagonals of a 4×4 matrix of 32-bit words. All blocks are kept with the diagonals as rows, so that no word has to
    /// move inside the mixing; this converts to and from that order.
    /// </summary>
    private static void Arrange(Span<byte> part, byte* arranged, bool toVectors)
    {
        ReadOnlySpan<byte> order = [0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11];
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(part);
        uint* target = (uint*)arranged;
        for (int i = 0; i < words.Length; i++)
        {
            int other = (i & ~15) + order[i & 15];
            if (toVectors)
            {
                target[i] = words[other];
            }
            else
            {
                words[other] = target[i];
            }
        }
    }

    /// <summary>scryptBlockMix of <paramref name="source"/>, combined with <paramref name="other"/> if given, into <paramref name="target"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixBlocks(Lanes source, Lanes other, Lanes target, int r)
    {
        int count = 2 * r;
        bool combine = other.Left is not null;
        Lanes last = source + (nuint)((count - 1) * SalsaBlock);
        Vector256<uint> a = Load(last, 0), b = Load(last, 1), c = Load(last, 2), d = Load(last, 3);
        if (combine)
        {
            Lanes lastOther = other + (nuint)((count - 1) * SalsaBlock);
            (a, b, c, d) = (a ^ Load(lastOther, 0), b ^ Load(lastOther, 1), c ^ Load(lastOther, 2), d ^ Load(lastOther, 3));
        }

        for (int i = 0; i < count; i++)
        {
            Lanes block = source + (nuint)(i * SalsaBlock);
            (a, b, c, d) = (a ^ Load(block, 0), b ^ Load(block, 1), c ^ Load(block, 2), d ^ Load(block, 3));
            if (combine)
            {
                Lanes otherBlock = other + (nuint)(i * SalsaBlock);
                (a, b, c, d) = (a ^ Load(otherBlock, 0), b ^ Load(otherBlock, 1), c ^ Load(otherBlock, 2), d ^ Load(otherBlock, 3));
            }

            Vector256<uint> a0 = a, b0 = b, c0 = c, d0 = d;
            for (int round = 0; round < 4; round++)
            {
                // A column round and, on the matrix turned by shuffling, a row round.
                b ^= RotateLeft(a + d, 7);
                c ^= RotateLeft(b + a, 9);
                d ^= RotateLeft(c + b, 13);
                a ^= RotateLeft(d + c, 18);
                (b, c, d) = (Turn3(b), Turn2(c), Turn1(d));
                d ^= RotateLeft(a + b, 7);
                c ^= RotateLeft(d + a, 9);
                b ^= RotateLeft(c + d, 13);
                a ^= RotateLeft(b + c, 18);
                (b, c, d) = (Turn1(b), Turn2(c), Turn3(d));
            }

            (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);

            // Even blocks make the first half, odd ones the second.
            Lanes output = target + (nuint)(((i >> 1) + ((i & 1) * r)) * SalsaBlock);
            Store(output, 0, a);
            Store(output, 1, b);
            Store(output, 2, c);
            Store(output, 3, d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Load(Lanes block, int row) =>
        Vector256.Create(Vector128.Load((uint*)block.Left + (4 * row)), Vector128.Load((uint*)block.Right + (4 * row)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes block, int row, Vector256<uint> v)
    {
        v.GetLower().Store((uint*)block.Left + (4 * row));
        v.GetUpper().Store((uint*)block.Right + (4 * row));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateLeft(Vector256<uint> v, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(v, bits) : (v << bits) | (v >>> (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Turn1(Vector256<uint> v) => Vector256.Shuffle(v, Vector256.Create(1u, 2, 3, 0, 5, 6, 7, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Turn2(Vector256<uint> v) => Vector256.Shuffle(v, Vector256.Create(2u, 3, 0, 1, 6, 7, 4, 5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Turn3(Vector256<uint> v) => Vector256.Shuffle(v, Vector256.Create(3u, 0, 1, 2, 7, 4, 5, 6));

    /// <summary>The same place in the two parts.</summary>
    private readonly struct Lanes(byte* left, byte* right)
    {
        public readonly byte* Left = left;
        public readonly byte* Right = right;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes operator +(Lanes lanes, nuint offset) => new(lanes.Left + offset, lanes.Right + offset);
    }
}
