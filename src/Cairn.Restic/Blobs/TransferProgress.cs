namespace Cairn.Restic.Blobs;

/// <summary>Counters that a running transfer keeps up to date and a display may read at any time.</summary>
public sealed class TransferProgress
{
    private long _bytes;
    private long _bytesAdded;
    private long _bytesStored;
    private long _newBlobs;
    private long _knownBlobs;

    /// <summary>Bytes of the stream that have passed so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes of it that were not in the repository yet.</summary>
    public long BytesAdded => Interlocked.Read(ref _bytesAdded);

    /// <summary>What these take in packs, compressed and encrypted.</summary>
    public long BytesStored => Interlocked.Read(ref _bytesStored);

    /// <summary>Blobs that were not in the repository yet.</summary>
    public long NewBlobs => Interlocked.Read(ref _newBlobs);

    /// <summary>Blobs that were.</summary>
    public long KnownBlobs => Interlocked.Read(ref _knownBlobs);

    internal void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void AddKnownBlob() => Interlocked.Increment(ref _knownBlobs);

    internal void AddNewBlob(long bytes, long stored)
    {
        Interlocked.Increment(ref _newBlobs);
        Interlocked.Add(ref _bytesAdded, bytes);
        Interlocked.Add(ref _bytesStored, stored);
    }
}
