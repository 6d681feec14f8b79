using System.Text;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>
/// Passes on the statements that restore large objects. Since pg_dump 17 they are created among them, and not before the rows: so dropping those that
/// exist, and leaving out their owners, is done here. Write everything, then call <see cref="CompleteAsync"/>.
/// </summary>
internal sealed class LargeObjectFilter(Stream inner, bool clean, bool noOwner) : Stream
{
    private const int BufferSize = 128 * 1024;

    private static readonly byte[] CreateStart = "SELECT pg_catalog.lo_create('"u8.ToArray();
    private static readonly byte[] OwnerStart = "ALTER LARGE OBJECT "u8.ToArray();

    private readonly MemoryStream _line = new();
    private readonly MemoryStream _output = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!clean && !noOwner)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        Add(buffer.Span);
        if (_output.Length >= BufferSize)
        {
            await PassOnAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Passes on what is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        EndLine();
        await PassOnAsync(cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // The end of a line decides when it goes on.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _line.Dispose();
        _output.Dispose();
        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> data)
    {
        int end;
        while ((end = data.IndexOf((byte)'\n')) >= 0)
        {
            _line.Write(data[..(end + 1)]);
            EndLine();
            data = data[(end + 1)..];
        }

        _line.Write(data);
    }

    private void EndLine()
    {
        ReadOnlySpan<byte> line = _line.GetBuffer().AsSpan(0, (int)_line.Length);
        if (clean && line.StartsWith(CreateStart))
        {
            string number = Encoding.ASCII.GetString(line[CreateStart.Length..]).Split('\'')[0];
            _output.Write(Encoding.ASCII.GetBytes(
                $"SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata WHERE oid = '{number}';\n"));
        }

        bool isOwner = noOwner && line.StartsWith(OwnerStart) && line.IndexOf(" OWNER TO "u8) > 0;
        _output.Write(isOwner ? [] : line);
        _line.SetLength(0);
    }

    private async Task PassOnAsync(CancellationToken cancellationToken)
    {
        await inner.WriteAsync(_output.GetBuffer().AsMemory(0, (int)_output.Length), cancellationToken);
        _output.SetLength(0);
    }
}
