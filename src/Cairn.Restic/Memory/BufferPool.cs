using System.Collections.Concurrent;
using System.Numerics;

namespace Cairn.Restic.Memory;

/// <summary>
/// Lends the large buffers of the data path: chunks, packs, encoded blobs. The buffer that came back last is lent first, because its memory is
/// already there; memory that no borrower has written to costs nothing. Safe for concurrent use.
/// </summary>
internal static class BufferPool
{
    private const int SmallestBits = 16;

    private static readonly ConcurrentStack<byte[]>[] Idle = [.. Enumerable.Range(0, 31 - SmallestBits).Select(_ => new ConcurrentStack<byte[]>())];

    /// <summary>Lends a buffer of at least <paramref name="minLength"/> bytes with arbitrary content.</summary>
    public static byte[] Rent(int minLength)
    {
        int bits = Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(1, minLength - 1)) + 1);
        if (bits >= 31)
        {
            return GC.AllocateUninitializedArray<byte>(minLength);
        }

        return Idle[bits - SmallestBits].TryPop(out byte[]? buffer) ? buffer : Allocate(1 << bits);
    }

    /// <summary>Takes a buffer back. The borrower must not touch it any more.</summary>
    public static void Return(byte[] buffer)
    {
        if (BitOperations.IsPow2(buffer.Length) && buffer.Length >= 1 << SmallestBits)
        {
            Idle[BitOperations.Log2((uint)buffer.Length) - SmallestBits].Push(buffer);
        }
    }

    /// <summary>Exchanges a buffer for a larger one when it is too small. Its content is lost.</summary>
    public static void Ensure(ref byte[] buffer, int minLength)
    {
        if (buffer.Length < minLength)
        {
            Return(buffer);
            buffer = Rent(minLength);
        }
    }

    private static unsafe byte[] Allocate(int length)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        fixed (byte* start = buffer)
        {
            HugePages.Advise(start, (nuint)length);
        }

        return buffer;
    }
}
