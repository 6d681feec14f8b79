using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Crypto;

/// <summary>
/// scrypt (RFC 7914) with its p independent parts computed in parallel and Salsa20/8 in vectors. A run opens its repository before it may connect
/// to the database, so this is time in which nothing else happens; the libraries for .NET do the parts one after the other. The tests hold
/// it against the RFC's vectors and against BouncyCastle.
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
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount) };
        Parallel.For(0, cost.P, parallel, part => Mix(parts.AsSpan(part * partSize, partSize), cost));
        return Rfc2898DeriveBytes.Pbkdf2(password, parts, 1, HashAlgorithmName.SHA256, length);
    }

    /// <summary>scryptROMix. The memory is taken from the system and given back at once: it would otherwise stay with the collector for the
    /// whole run.</summary>
    private static void Mix(Span<byte> part, ScryptParameters cost)
    {
        nuint size = (nuint)part.Length;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((size * (nuint)cost.N) + (2 * size), 64);
        HugePages.Advise(memory, size * (nuint)cost.N);
        try
        {
            byte* table = memory;
            byte* x = memory + (size * (nuint)cost.N);
            byte* y = x + size;
            Arrange(part, x, toVectors: true);
            for (nuint i = 0; i < (nuint)cost.N; i++)
            {
                NativeMemory.Copy(x, table + (i * size), size);
                MixBlocks(x, null, y, cost.R);
                byte* swap = x;
                x = y;
                y = swap;
            }

            for (int i = 0; i < cost.N; i++)
            {
                // Integerify: in the arranged form, too, the first 32 bits of the last block are in its first lane.
                nuint j = *(uint*)(x + size - SalsaBlock) & (nuint)(cost.N - 1);
                MixBlocks(x, table + (j * size), y, cost.R);
                byte* swap = x;
                x = y;
                y = swap;
            }

            Arrange(part, x, toVectors: false);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

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
    private static void MixBlocks(byte* source, byte* other, byte* target, int r)
    {
        int count = 2 * r;
        byte* last = source + ((count - 1) * SalsaBlock);
        Vector128<uint> a = Load(last, 0), b = Load(last, 1), c = Load(last, 2), d = Load(last, 3);
        if (other is not null)
        {
            byte* lastOther = other + ((count - 1) * SalsaBlock);
            (a, b, c, d) = (a ^ Load(lastOther, 0), b ^ Load(lastOther, 1), c ^ Load(lastOther, 2), d ^ Load(lastOther, 3));
        }

        for (int i = 0; i < count; i++)
        {
            byte* block = source + (i * SalsaBlock);
            (a, b, c, d) = (a ^ Load(block, 0), b ^ Load(block, 1), c ^ Load(block, 2), d ^ Load(block, 3));
            if (other is not null)
            {
                byte* otherBlock = other + (i * SalsaBlock);
                (a, b, c, d) = (a ^ Load(otherBlock, 0), b ^ Load(otherBlock, 1), c ^ Load(otherBlock, 2), d ^ Load(otherBlock, 3));
            }

            Vector128<uint> a0 = a, b0 = b, c0 = c, d0 = d;
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
            uint* output = (uint*)(target + (((i >> 1) + ((i & 1) * r)) * SalsaBlock));
            a.Store(output);
            b.Store(output + 4);
            c.Store(output + 8);
            d.Store(output + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Load(byte* block, int row) => Vector128.Load((uint*)block + (4 * row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateLeft(Vector128<uint> v, int bits) => (v << bits) | (v >>> (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn1(Vector128<uint> v) => Vector128.Shuffle(v, Vector128.Create(1u, 2, 3, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn2(Vector128<uint> v) => Vector128.Shuffle(v, Vector128.Create(2u, 3, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Turn3(Vector128<uint> v) => Vector128.Shuffle(v, Vector128.Create(3u, 0, 1, 2));
}
