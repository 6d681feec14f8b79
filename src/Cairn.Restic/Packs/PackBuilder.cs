using Cairn.Restic.Blobs;
using Cairn.Restic.Crypto;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Packs;

/// <summary>Collects encoded blobs in memory until they make a pack. Not safe for concurrent use. The buffer is reused for the next pack.</summary>
internal sealed class PackBuilder(int packSize)
{
    // Room for one more blob of the chunker behind a nearly full pack; memory that is not written to costs nothing.
    private byte[] _buffer = BufferPool.Rent(packSize + (9 * 1024 * 1024));
    private List<PackedBlob> _blobs = [];

    /// <summary>True when the pack has reached its size and should be finished.</summary>
    public bool IsFull => Length >= packSize || _blobs.Count * 41L >= PackHeader.MaxSize - 1024;

    /// <summary>True when there is no blob in it.</summary>
    public bool IsEmpty => _blobs.Count == 0;

    private int Length { get; set; }

    /// <summary>Copies an encoded blob into the pack.</summary>
    public void Add(BlobHandle handle, EncodedBlob blob)
    {
        EnsureRoom(blob.Bytes.Length);
        blob.Bytes.Span.CopyTo(_buffer.AsSpan(Length));
        _blobs.Add(new PackedBlob(handle, (uint)Length, (uint)blob.Bytes.Length, blob.UncompressedLength));
        Length += blob.Bytes.Length;
    }

    /// <summary>Appends the header, reads it back, and names the pack. The content stays valid until <see cref="Reset"/>.</summary>
    public FinishedPack Finish(BlobCipher cipher)
    {
        byte[] header = PackHeader.Encode(_blobs, cipher);
        EnsureRoom(header.Length);
        header.CopyTo(_buffer, Length);
        Length += header.Length;
        PackId id = new(Sha256Id.Hash(_buffer.AsSpan(0, Length)));
        List<PackedBlob> readBack = PackHeader.Decode(id, header.AsSpan(0, header.Length - PackHeader.LengthFieldSize), Length, cipher);
        if (!readBack.SequenceEqual(_blobs))
        {
            throw new RepositoryException(
                RepositoryErrorKind.VerificationFailed, $"The header of pack {id} did not read back as it was written; nothing of it was stored.");
        }

        return new FinishedPack(id, _buffer.AsMemory(0, Length), _blobs);
    }

    /// <summary>Makes the builder ready for the next pack.</summary>
    public void Reset()
    {
        Length = 0;
        _blobs = [];
    }

    private void EnsureRoom(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, checked(Length + count + (1024 * 1024)));
        }
    }
}
