using System.Buffers.Binary;
using Cairn.Restic.Blobs;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Packs;

/// <summary>
/// The table of contents at the end of a pack: entries, encrypted, followed by the length of the encrypted form (4 bytes, little-endian).
/// An entry is type (1), stored length (4), for compressed types plaintext length (4), and the blob's name (32); offsets follow from the lengths.
/// Source: restic's design document, "Pack Format".
/// </summary>
internal static class PackHeader
{
    /// <summary>Length of the field behind the header that gives the header's length.</summary>
    public const int LengthFieldSize = 4;

    /// <summary>A pack's header may be this long at most, in bytes: what restic accepts too.</summary>
    public const int MaxSize = 16 * 1024 * 1024 + LengthFieldSize;

    /// <summary>Length of an entry for an uncompressed blob, in bytes.</summary>
    public const int PlainEntrySize = 1 + 4 + Sha256Id.Size;

    private const int CompressedEntrySize = PlainEntrySize + 4;
    private const byte CompressedBit = 2;

    /// <summary>Writes the encrypted header and its length for blobs in the order of their offsets.</summary>
    public static byte[] Encode(IReadOnlyList<PackedBlob> blobs, BlobCipher cipher)
    {
        byte[] plaintext = new byte[blobs.Sum(blob => EntrySize(blob))];
        Span<byte> entry = plaintext;
        foreach (PackedBlob blob in blobs)
        {
            bool compressed = blob.UncompressedLength != 0;
            entry[0] = (byte)((byte)blob.Handle.Type | (compressed ? CompressedBit : 0));
            BinaryPrimitives.WriteUInt32LittleEndian(entry[1..], blob.Length);
            if (compressed)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[5..], blob.UncompressedLength);
            }

            int size = EntrySize(blob);
            blob.Handle.Id.Value.CopyTo(entry[(size - Sha256Id.Size)..]);
            entry = entry[size..];
        }

        byte[] encoded = new byte[plaintext.Length + BlobCipher.Overhead + LengthFieldSize];
        cipher.Seal(plaintext, encoded.AsSpan(0, encoded.Length - LengthFieldSize));
        BinaryPrimitives.WriteUInt32LittleEndian(encoded.AsSpan(encoded.Length - LengthFieldSize), (uint)(encoded.Length - LengthFieldSize));
        return encoded;
    }

    /// <summary>How many bytes the header of these blobs takes in the pack, the length field included.</summary>
    public static long EncodedSize(IEnumerable<PackedBlob> blobs) => blobs.Sum(blob => (long)EntrySize(blob)) + BlobCipher.Overhead + LengthFieldSize;

    /// <summary>
    /// Reads an encrypted header (without its length field) of a pack of <paramref name="packSize"/> bytes. Every length is checked against the
    /// pack, so that nothing in the result points outside of it.
    /// </summary>
    public static List<PackedBlob> Decode(PackId pack, ReadOnlySpan<byte> encrypted, long packSize, BlobCipher cipher)
    {
        if (encrypted.Length < BlobCipher.Overhead)
        {
            throw RepositoryException.Damaged($"Pack {pack}", "its header is too short");
        }

        byte[] plaintext = new byte[encrypted.Length - BlobCipher.Overhead];
        if (!cipher.TryOpen(encrypted, plaintext))
        {
            throw RepositoryException.Damaged($"Pack {pack}", "its header's authentication code does not match");
        }

        long available = packSize - encrypted.Length - LengthFieldSize;
        List<PackedBlob> blobs = [];
        uint offset = 0;
        ReadOnlySpan<byte> entry = plaintext;
        while (entry.Length > 0)
        {
            PackedBlob blob = DecodeEntry(pack, ref entry, offset);
            if (blob.Length < BlobCipher.Overhead || offset + (long)blob.Length > available)
            {
                throw RepositoryException.Damaged($"Pack {pack}", $"its header places the {blob.Handle} outside of the pack");
            }

            blobs.Add(blob);
            offset += blob.Length;
        }

        return blobs;
    }

    /// <summary>How many bytes a blob's entry takes.</summary>
    public static int EntrySize(PackedBlob blob) => blob.UncompressedLength != 0 ? CompressedEntrySize : PlainEntrySize;

    private static PackedBlob DecodeEntry(PackId pack, ref ReadOnlySpan<byte> entry, uint offset)
    {
        byte type = entry[0];
        bool compressed = (type & CompressedBit) != 0;
        int size = compressed ? CompressedEntrySize : PlainEntrySize;
        if (type > 3 || entry.Length < size)
        {
            throw RepositoryException.Damaged($"Pack {pack}", "its header has an entry of unknown type or is cut off");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(entry[1..]);
        uint uncompressed = compressed ? BinaryPrimitives.ReadUInt32LittleEndian(entry[5..]) : 0;
        BlobId id = new(new Sha256Id(entry[(size - Sha256Id.Size)..size]));
        entry = entry[size..];
        return new PackedBlob(new BlobHandle((BlobType)(type & 1), id), offset, length, uncompressed);
    }
}
