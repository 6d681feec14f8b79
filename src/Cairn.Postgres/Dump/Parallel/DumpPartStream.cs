using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// The bytes of a part. Whoever reads it to its end knows that they are all there: each COPY has been compared with the server's count, and
/// whatever fails before is thrown by the read. Asynchronous reads only.
/// </summary>
internal sealed class DumpPartStream : Stream
{
    private readonly DumpPart _part;
    private readonly DumpWorker? _worker;
    private readonly Func<CancellationToken, Task<Stream>> _openLargeObjects;
    private int _step;
    private long _position;
    private long _stepStart;
    private int _textPosition;
    private CopyOutReader? _rows;
    private Stream? _largeObjects;
    private bool _stepBegun;

    public DumpPartStream(DumpPart part, DumpWorker? worker, Func<CancellationToken, Task<Stream>> openLargeObjects)
    {
        (_part, _worker, _openLargeObjects) = (part, worker, openLargeObjects);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>Whether everything has been read.</summary>
    public bool IsComplete => _step == _part.Steps.Count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int filled = 0;
        while (_step < _part.Steps.Count && filled < buffer.Length)
        {
            DumpStep step = _part.Steps[_step];
            if (!_stepBegun)
            {
                await BeginAsync(step, cancellationToken);
            }

            int count = await ReadStepAsync(step, buffer[filled..], cancellationToken);
            filled += count;
            _position += count;
            if (count == 0)
            {
                await EndAsync(step);
            }
            else if (step.Kind != DumpStepKind.Text)
            {
                // The source gave what it had; to ask for more might mean to wait with a buffer that is worth storing.
                break;
            }
        }

        _part.Length = _position;
        return filled;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use ReadAsync.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        _rows?.Dispose();
        if (_largeObjects is not null)
        {
            await _largeObjects.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task BeginAsync(DumpStep step, CancellationToken cancellationToken)
    {
        (_stepBegun, _stepStart, _textPosition) = (true, _position, 0);
        if (step is { Starts: true, Entry: { } entry })
        {
            entry.Start = new DumpSpan(_part.Number, _position, 0, 0);
        }

        if (step.Kind == DumpStepKind.Rows)
        {
            PostgresConnection connection = _worker!.Connection;
            await connection.StartCopyOutAsync(step.Text, cancellationToken);
            _rows = new CopyOutReader(connection);
        }
        else if (step.Kind == DumpStepKind.LargeObjects)
        {
            _largeObjects = await _openLargeObjects(cancellationToken);
        }
    }

    private ValueTask<int> ReadStepAsync(DumpStep step, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_rows is not null)
        {
            return _rows.ReadAsync(buffer, cancellationToken);
        }

        if (_largeObjects is not null)
        {
            return _largeObjects.ReadAsync(buffer, cancellationToken);
        }

        int count = Math.Min(buffer.Length, step.Text.Length - _textPosition);
        step.Text.Slice(_textPosition, count).CopyTo(buffer);
        _textPosition += count;
        return ValueTask.FromResult(count);
    }

    private async Task EndAsync(DumpStep step)
    {
        if (_rows is not null && step.Entry is { } table)
        {
            table.Ranges[step.Range] = new DumpSpan(_part.Number, _stepStart, _position - _stepStart, _rows.Rows);
        }

        if (step is { StatementLength: > 0, Entry: { } entry })
        {
            entry.Statement = new DumpSpan(_part.Number, _position - step.StatementLength, step.StatementLength, 0);
        }

        if (step is { Ends: true, Entry: { } ended })
        {
            ended.End = new DumpSpan(_part.Number, _position, 0, 0);
        }

        _rows?.Dispose();
        _rows = null;
        if (_largeObjects is not null)
        {
            await _largeObjects.DisposeAsync();
            _largeObjects = null;
        }

        (_step, _stepBegun) = (_step + 1, false);
    }
}
