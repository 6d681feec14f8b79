namespace Cairn.Postgres.Libpq;

/// <summary>Reads the rows of a COPY … TO STDOUT that has been started, as bytes and at its end as a count.</summary>
internal sealed class CopyOutReader(PostgresConnection connection) : IDisposable
{
    // A server that is slower than the buffer gets its rows handed on in smaller pieces.
    private const int MaxPausesPerRead = 40;
    private const int LongestPauseMilliseconds = 8;

    private nint _row;
    private int _rowLength;
    private int _rowPosition;
    private bool _ended;
    private bool _checked;

    /// <summary>How many rows have been read.</summary>
    public long Rows { get; private set; }

    /// <summary>
    /// Fills the buffer as far as the server keeps up and returns the number of bytes; 0 when all rows have been read and the server has
    /// said that they were all.
    /// </summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        int pauses = 0;
        PollWait wait = default;
        while (filled < buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Fill(buffer.Span, ref filled))
            {
                continue;
            }

            if (_ended)
            {
                await CheckCountAsync(cancellationToken);
                break;
            }

            connection.ConsumeInput();
            if (Fill(buffer.Span, ref filled) || _ended)
            {
                wait = default;
                continue;
            }

            if (filled > 0 && pauses++ == MaxPausesPerRead)
            {
                break;
            }

            if (filled == 0 && Rows == 0)
            {
                await wait.WaitAsync(connection.Socket, PollWait.Readable, cancellationToken);
            }
            else
            {
                await wait.PauseInStreamAsync(LongestPauseMilliseconds, cancellationToken);
            }
        }

        return filled;
    }

    public unsafe void Dispose()
    {
        LibpqMethods.FreeMemory((void*)Interlocked.Exchange(ref _row, 0));
    }

    /// <summary>Copies what is there without waiting; false when nothing was there, or at the end.</summary>
    private bool Fill(Span<byte> buffer, ref int filled)
    {
        int before = filled;
        while (filled < buffer.Length)
        {
            if (_row == 0 && !TakeRow())
            {
                break;
            }

            filled += CopyRow(buffer[filled..]);
        }

        return filled > before;
    }

    private bool TakeRow()
    {
        if (_ended)
        {
            return false;
        }

        int length = connection.TryReadRow(out _row);
        _ended = length < 0;
        if (length <= 0)
        {
            return false;
        }

        (_rowLength, _rowPosition) = (length, 0);
        Rows++;
        return true;
    }

    private unsafe int CopyRow(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _rowLength - _rowPosition);
        new ReadOnlySpan<byte>((byte*)_row + _rowPosition, count).CopyTo(buffer);
        _rowPosition += count;
        if (_rowPosition == _rowLength)
        {
            LibpqMethods.FreeMemory((void*)_row);
            _row = 0;
        }

        return count;
    }

    private async Task CheckCountAsync(CancellationToken cancellationToken)
    {
        if (_checked)
        {
            return;
        }

        _checked = true;
        long expected = await connection.CompleteCopyAsync(cancellationToken);
        if (expected != Rows)
        {
            throw new PostgresException(PostgresErrorKind.ToolFailed, PostgresSide.SourceDatabase,
                $"Source database: the server counted {expected} rows of a COPY, and {Rows} arrived. Repeat the backup.", isTransient: true);
        }
    }
}
