using System.Threading.Channels;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Operations;

/// <summary>One reader's view of a <see cref="StreamFan"/>. Asynchronous reads only.</summary>
internal sealed class StreamFanBranch : Stream
{
    private const int BlocksAhead = 2;

    private readonly Channel<(byte[] Buffer, int Length)> _blocks =
        Channel.CreateBounded<(byte[], int)>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });

    private (byte[] Buffer, int Length) _current = ([], 0);
    private int _position;
    private volatile bool _hasLeft;

    /// <summary>Whether the reader wants nothing more.</summary>
    public bool HasLeft => _hasLeft;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Copies a block for the reader; waits while it has enough of them.</summary>
    public async ValueTask OfferAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        if (_hasLeft)
        {
            return;
        }

        byte[] copy = BufferPool.Rent(block.Length);
        block.CopyTo(copy);
        try
        {
            await _blocks.Writer.WriteAsync((copy, block.Length), cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The reader has left meanwhile.
        }
    }

    /// <summary>Says that nothing more comes, or why.</summary>
    public void End(Exception? failure) => _blocks.Writer.TryComplete(failure);

    /// <summary>The reader wants nothing more; whoever waits for it is let go.</summary>
    public void Leave()
    {
        _hasLeft = true;
        _blocks.Writer.TryComplete();
        while (_blocks.Reader.TryRead(out (byte[] Buffer, int Length) block))
        {
            BufferPool.Return(block.Buffer);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == _current.Length)
        {
            BufferPool.Return(_current.Buffer);
            _current = ([], 0);
            _position = 0;
            if (!await _blocks.Reader.WaitToReadAsync(cancellationToken) || !_blocks.Reader.TryRead(out _current))
            {
                return 0;
            }
        }

        int count = Math.Min(buffer.Length, _current.Length - _position);
        _current.Buffer.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written to it.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
