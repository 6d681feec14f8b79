namespace Cairn.Postgres.Processes;

/// <summary>
/// A child's input. Writes must not overlap. Disposing the stream does nothing: only its <see cref="ChildProcess"/> closes the input,
/// because for many programs the end of the input means "that was all", which must not be said by accident.
/// </summary>
internal sealed class ProcessInputStream : Stream
{
    private const int MaxWaitMilliseconds = 8;

    private readonly Stream _inner;
    private readonly NonBlockingPipe? _pipe;

    /// <summary>Writes to a pipe of <see cref="System.Diagnostics.Process"/>.</summary>
    public ProcessInputStream(Stream inner) => (_inner, _pipe) = (inner, NonBlockingPipe.TryCreate(inner));

    /// <summary>Writes to a pipe or socket of ours.</summary>
    public ProcessInputStream(NonBlockingPipe pipe) => (_inner, _pipe) = (Null, pipe);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes all bytes. When the child has closed its input, as it does by ending, the write fails with an
    /// <see cref="IOException"/>.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_pipe is null)
        {
            await _inner.WriteAsync(buffer, cancellationToken);
            await _inner.FlushAsync(cancellationToken);
            return;
        }

        var backoff = new PipeBackoff(MaxWaitMilliseconds);
        while (!buffer.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = _pipe.TryWrite(buffer.Span);
            if (count > 0)
            {
                buffer = buffer[count..];
                backoff = new PipeBackoff(MaxWaitMilliseconds);
                continue;
            }

            await backoff.WaitAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Nothing is buffered on our side of the pipe.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
