using System.IO.Hashing;
using Cairn.Restic.Compressing;
using Cairn.Restic.Crypto;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Blobs;

/// <summary>
/// Turns a blob's plaintext into its stored form (compress, encrypt) and back (authenticate, decompress, compare with its name). Holds
/// compression contexts and scratch memory, so one object serves one thread at a time; <see cref="BlobCodecPool"/> hands them out.
/// </summary>
internal sealed class BlobCodec(BlobCipher cipher, bool canCompress, Compression compression) : IDisposable
{
    /// <summary>A blob may claim to be so long at most, in bytes (1 GiB): a damaged index must not exhaust memory. restic's data blobs end at 8 MiB.</summary>
    public const uint MaxLength = 1u << 30;

    private const int FastLevel = 2;
    private const int MaxLevel = 12;

    private bool CanCompress => canCompress;

    private Compression Compression => compression;

    private readonly ZstdContext _zstd = ZstdContext.Create(compression == Compression.Max ? MaxLevel : FastLevel);
    // What the last blob became before it was encrypted.
    private byte[] _compressed = [];
    private int _compressedLength;
    private byte[] _sealed = [];
    private byte[] _opened = [];
    private byte[] _verified = [];

    /// <summary>
    /// Encodes a blob and proves that the result decodes to the same bytes before it may be stored, against faults of memory or processor.
    /// <paramref name="checksum"/> is the plaintext's <see cref="Checksum"/> from before it was hashed, so that a bit that changed at any time since
    /// then, in any buffer, is found. The returned memory is valid until the next call.
    /// </summary>
    public EncodedBlob Encode(BlobHandle blob, UInt128 checksum, ReadOnlySpan<byte> plaintext)
    {
        _compressedLength = 0;
        bool compress = canCompress && plaintext.Length > 0 && (blob.Type == BlobType.Tree || compression != Compression.Off);
        uint uncompressedLength = compress ? (uint)plaintext.Length : 0;
        EncodedBlob encoded = Seal(compress ? Compress(plaintext) : plaintext, uncompressedLength);
        return ReadsBack(blob, encoded.Bytes.Span, uncompressedLength, checksum) ? encoded : throw Unverified(blob);
    }

    /// <summary>Whether this one would compress every blob to the same bytes as another.</summary>
    public bool CompressesLike(BlobCodec other) => (other.CanCompress, other.Compression) == (canCompress, compression);

    /// <summary>
    /// Encodes the blob that <paramref name="other"/> has just encoded for another key. Compressing, and the proof that the compressed form unpacks
    /// to the blob, are not done again; that encryption kept that form is proven byte by byte.
    /// </summary>
    public EncodedBlob EncodeLike(BlobCodec other, BlobHandle blob, UInt128 checksum, ReadOnlySpan<byte> plaintext)
    {
        if (other._compressedLength == 0)
        {
            return Encode(blob, checksum, plaintext);
        }

        ReadOnlySpan<byte> content = other._compressed.AsSpan(0, other._compressedLength);
        EncodedBlob encoded = Seal(content, (uint)plaintext.Length);
        BufferPool.Ensure(ref _opened, content.Length);
        Span<byte> opened = _opened.AsSpan(0, content.Length);
        return cipher.TryOpen(encoded.Bytes.Span, opened) && opened.SequenceEqual(content) ? encoded : throw Unverified(blob);
    }

    /// <summary>
    /// Decodes the stored form into <paramref name="buffer"/>, exchanged for a larger one of <see cref="BufferPool"/> if need be, and returns
    /// the plaintext's length.
    /// Fails with <see cref="RepositoryErrorKind.Damaged"/> when it is not authentic or not the blob of that name.
    /// </summary>
    public int Decode(BlobHandle blob, ReadOnlySpan<byte> stored, uint uncompressedLength, ref byte[] buffer)
    {
        int length = Open(blob, stored, uncompressedLength, ref buffer);
        if (Sha256Id.Hash(buffer.AsSpan(0, length)) != blob.Id.Value)
        {
            throw RepositoryException.Damaged($"The {blob}", "its content does not have the checksum that is its name");
        }

        return length;
    }

    /// <summary>A checksum of 128 bits, twenty times as fast as the hash that names a blob and as good against accidents.</summary>
    public static UInt128 Checksum(ReadOnlySpan<byte> plaintext) => XxHash128.HashToUInt128(plaintext);

    public void Dispose()
    {
        BufferPool.Return(_compressed);
        BufferPool.Return(_sealed);
        BufferPool.Return(_opened);
        BufferPool.Return(_verified);
        _zstd.Dispose();
    }

    private static RepositoryException Unverified(BlobHandle blob) => new(
        RepositoryErrorKind.VerificationFailed,
        $"The {blob} did not read back as it was given, before anything of it was stored. This points to faulty memory or a faulty "
        + "processor; test the machine before you trust its backups.");

    private EncodedBlob Seal(ReadOnlySpan<byte> content, uint uncompressedLength)
    {
        int length = content.Length + BlobCipher.Overhead;
        BufferPool.Ensure(ref _sealed, length);
        cipher.Seal(content, _sealed.AsSpan(0, length));
        return new EncodedBlob(_sealed.AsMemory(0, length), uncompressedLength);
    }

    private bool ReadsBack(BlobHandle blob, ReadOnlySpan<byte> stored, uint uncompressedLength, UInt128 checksum)
    {
        try
        {
            int length = Open(blob, stored, uncompressedLength, ref _verified);
            return Checksum(_verified.AsSpan(0, length)) == checksum;
        }
        catch (RepositoryException)
        {
            return false;
        }
    }

    private ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> plaintext)
    {
        BufferPool.Ensure(ref _compressed, ZstdContext.CompressBound(plaintext.Length));
        _compressedLength = _zstd.Compress(plaintext, _compressed);
        return _compressed.AsSpan(0, _compressedLength);
    }

    private int Open(BlobHandle blob, ReadOnlySpan<byte> stored, uint uncompressedLength, ref byte[] buffer)
    {
        int length = stored.Length - BlobCipher.Overhead;
        if (length < 0 || uncompressedLength > MaxLength)
        {
            throw RepositoryException.Damaged($"The {blob}", "the index gives it an impossible length");
        }

        ref byte[] opened = ref uncompressedLength == 0 ? ref buffer : ref _opened;
        BufferPool.Ensure(ref opened, length);
        Span<byte> content = opened.AsSpan(0, length);
        if (!cipher.TryOpen(stored, content))
        {
            throw RepositoryException.Damaged($"The {blob}", "its authentication code does not match");
        }

        return uncompressedLength == 0 ? length : Decompress(blob, content, uncompressedLength, ref buffer);
    }

    private int Decompress(BlobHandle blob, ReadOnlySpan<byte> content, uint uncompressedLength, ref byte[] buffer)
    {
        BufferPool.Ensure(ref buffer, (int)uncompressedLength);
        int length = _zstd.TryDecompress(content, buffer.AsSpan(0, (int)uncompressedLength), out string fault);
        return length == uncompressedLength
            ? length
            : throw RepositoryException.Damaged(
                $"The {blob}", length < 0 ? $"it does not decompress ({fault})" : $"it unpacks to {length} bytes, the index says {uncompressedLength}");
    }
}
