using Cairn.Restic.Blobs;

namespace Cairn.Restic.Operations;

/// <summary>Hands on a range of what is written to it: leaves out some bytes at the start, and everything behind its length.</summary>
internal sealed class RangeStream(Stream destination, long skip, long length, TransferProgress progress) : Stream
{
    private long _skip = skip;
    private long _left = length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int skipped = (int)Math.Min(_skip, buffer.Length);
        _skip -= skipped;
        int count = (int)Math.Min(_left, buffer.Length - skipped);
        _left -= count;
        if (count > 0)
        {
            await destination.WriteAsync(buffer.Slice(skipped, count), cancellationToken);
            progress.AddBytes(count);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => destination.FlushAsync(cancellationToken);

    public override void Flush() => destination.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
