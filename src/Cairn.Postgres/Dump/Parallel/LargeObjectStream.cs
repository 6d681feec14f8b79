using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// The statements that restore large objects, from a pg_dump that was told to leave out all tables; without the head and the end of its
/// script. Its last read fails unless pg_dump ended well. Asynchronous reads only.
/// </summary>
internal sealed class LargeObjectStream(ChildProcess process, PostgresServer server) : Stream
{
    private const int MaxHead = 64 * 1024;
    private const int MaxEnd = 1024;
    private static readonly TimeSpan ExitLimit = TimeSpan.FromMinutes(1);

    // What has been read and not handed on: always at least the end of the script, which is cut off when it comes.
    private byte[] _held = [];
    private bool _started;
    private bool _ended;
    private byte[] _end = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_started)
        {
            await ReadHeadAsync(cancellationToken);
        }

        while (!_ended && _held.Length <= MaxEnd)
        {
            await ReadMoreAsync(buffer.Length, cancellationToken);
        }

        int count = Math.Min(buffer.Length, _ended ? _held.Length : _held.Length - MaxEnd);
        _held.AsMemory(0, count).CopyTo(buffer);
        _held = _held[count..];
        return count;
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
        await process.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (ScriptText.HeadLength(_held) < 0 && !_ended)
        {
            if (_held.Length > MaxHead)
            {
                throw Unexpected();
            }

            await ReadMoreAsync(MaxHead, cancellationToken);
        }

        _end = ScriptText.End(ScriptText.FindKey(_held));
        int head = ScriptText.HeadLength(_held);
        _held = head < 0 ? throw Unexpected() : _held[head..];
        _started = true;
        CutEnd();
    }

    private async Task ReadMoreAsync(int size, CancellationToken cancellationToken)
    {
        byte[] next = new byte[_held.Length + size];
        int count = await process.Output.ReadAsync(next.AsMemory(_held.Length), cancellationToken);
        _held.CopyTo(next, 0);
        _held = next[..(_held.Length + count)];
        if (count == 0)
        {
            ProcessExit exit = await process.WaitForExitAsync(ExitLimit, cancellationToken);
            _ended = exit.IsSuccess ? true : throw ToolFailure.Create(process.Name, server, PostgresSide.SourceDatabase, exit);
            CutEnd();
        }
    }

    private void CutEnd()
    {
        if (_ended && _started)
        {
            _held = _held.AsSpan().EndsWith(_end) ? _held[..^_end.Length] : throw Unexpected();
        }
    }

    private PostgresException Unexpected() => new(PostgresErrorKind.ToolFailed, PostgresSide.Tool,
        $"{process.Name}'s script of large objects has an unknown form. Repeat the backup with --plain.");
}
