using System.Collections.Concurrent;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Blobs;

/// <summary>Keeps <see cref="BlobCodec"/>s for reuse: a compression context is megabytes large and slow to make.</summary>
internal sealed class BlobCodecPool(BlobCipher cipher, bool canCompress, Compression compression) : IDisposable
{
    private readonly ConcurrentBag<BlobCodec> _idle = [];

    /// <summary>Takes a codec; give it back with <see cref="Return"/>, or drop it when it may be in a bad state.</summary>
    public BlobCodec Rent() => _idle.TryTake(out BlobCodec? codec) ? codec : new BlobCodec(cipher, canCompress, compression);

    public void Return(BlobCodec codec) => _idle.Add(codec);

    public void Dispose()
    {
        while (_idle.TryTake(out BlobCodec? codec))
        {
            codec.Dispose();
        }
    }
}
