using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace Cairn.Restic.Crypto;

/// <summary>
/// AES-256 in counter mode with a 128-bit big-endian counter, as Go's <c>cipher.NewCTR</c> counts. .NET has no counter mode: libcrypto's is used
/// (<see cref="NativeCrypto"/>), and without it whole runs of counter blocks are encrypted in one call to .NET's AES and combined with the data by vectors.
/// </summary>
internal sealed class AesCounterMode(byte[] key) : IDisposable
{
    /// <summary>One run: fits the second-level cache together with its data, and makes the cost of a call vanish.</summary>
    private const int RunSize = 64 * 1024;

    // An AES object is not safe for concurrent use, so each call takes its own from here.
    private readonly ConcurrentBag<Aes> _idle = [];

    /// <summary>Encrypts or decrypts (the same operation) <paramref name="source"/> into <paramref name="destination"/>; they may be the same memory.</summary>
    public void Transform(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (NativeCrypto.IsAvailable)
        {
            NativeCrypto.TransformCounterMode(key, nonce, source, destination);
            return;
        }

        TransformManaged(nonce, source, destination);
    }

    /// <summary>As the other, without libcrypto.</summary>
    internal void TransformManaged(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        UInt128 counter = BinaryPrimitives.ReadUInt128BigEndian(nonce);
        byte[] keyStream = ArrayPool<byte>.Shared.Rent(RunSize);
        Aes aes = _idle.TryTake(out Aes? idle) ? idle : CreateAes();
        try
        {
            for (int offset = 0; offset < source.Length; offset += RunSize)
            {
                int length = Math.Min(RunSize, source.Length - offset);
                Span<byte> run = keyStream.AsSpan(0, (length + 15) & ~15);
                FillCounters(run, ref counter);
                aes.EncryptEcb(run, run, PaddingMode.None);
                Xor(source.Slice(offset, length), run[..length], destination.Slice(offset, length));
            }
        }
        finally
        {
            _idle.Add(aes);
            ArrayPool<byte>.Shared.Return(keyStream);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out Aes? aes))
        {
            aes.Dispose();
        }
    }

    private static void FillCounters(Span<byte> run, ref UInt128 counter)
    {
        for (int block = 0; block < run.Length; block += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(run[block..], counter);
            counter++;
        }
    }

    private static void Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        int i = 0;
        for (; i <= left.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(left[i..]) ^ new Vector<byte>(right[i..])).CopyTo(destination[i..]);
        }

        for (; i < left.Length; i++)
        {
            destination[i] = (byte)(left[i] ^ right[i]);
        }
    }

    private Aes CreateAes()
    {
        Aes aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}
