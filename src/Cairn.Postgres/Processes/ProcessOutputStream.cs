namespace Cairn.Postgres.Processes;

/// <summary>
/// A child's output. A read waits for the first byte and then fills the buffer as far as the child keeps up, so large buffers (256 KiB and
/// more) come back nearly full. Reads must not overlap. Disposing the stream does nothing: it belongs to its <see cref="ChildProcess"/>.
/// </summary>
internal sealed class ProcessOutputStream(Stream inner, int maxWaitMilliseconds) : Stream
{
    // A child that is slower than 256 KiB in 8 ms gets its data handed on in smaller pieces.
    private const int MaxPausesPerRead = 8;

    private readonly NonBlockingPipe? _pipe = NonBlockingPipe.TryCreate(inner);

    /// <summary>True once a read has returned 0: the child has closed its output, by ending or by itself.</summary>
    public bool EndReached { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || EndReached)
        {
            return 0;
        }

        int count = _pipe is null
            ? await inner.ReadAsync(buffer, cancellationToken)
            : await ReadPipeAsync(_pipe, buffer, cancellationToken);
        EndReached = count == 0;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task<int> ReadPipeAsync(NonBlockingPipe pipe, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        int pauses = 0;
        var backoff = new PipeBackoff(maxWaitMilliseconds);
        while (filled < buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = pipe.TryRead(buffer.Span[filled..]);
            if (count == 0 || (count < 0 && filled > 0 && pauses == MaxPausesPerRead))
            {
                break;
            }

            if (count > 0)
            {
                filled += count;
                backoff = new PipeBackoff(maxMilliseconds: 1);
                continue;
            }

            pauses += filled > 0 ? 1 : 0;
            await backoff.WaitAsync(cancellationToken);
        }

        return filled;
    }
}
