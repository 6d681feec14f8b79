namespace Cairn.Worker.Transfers;

/// <summary>Passes a stream on, counts its bytes, and keeps its beginning. Does not own the stream.</summary>
internal sealed class WatchedStream(Stream inner) : Stream
{
    private const int HeadBytes = 64 * 1024;

    private readonly MemoryStream _head = new();

    /// <summary>How many bytes have passed.</summary>
    public long Bytes { get; private set; }

    /// <summary>The first 64 KiB of them.</summary>
    public ReadOnlySpan<byte> Head => _head.GetBuffer().AsSpan(0, (int)_head.Length);

    /// <summary>Whether <see cref="Head"/> is all that has passed.</summary>
    public bool IsShort => Bytes == _head.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        int kept = (int)Math.Min(count, HeadBytes - _head.Length);
        _head.Write(buffer.Span[..kept]);
        Bytes += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _head.Dispose();
        base.Dispose(disposing);
    }
}
