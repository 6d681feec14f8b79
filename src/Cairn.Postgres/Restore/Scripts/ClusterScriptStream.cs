using System.Buffers;
using Cairn.Postgres.Connections;

namespace Cairn.Postgres.Restore.Scripts;

/// <summary>
/// Passes the script of a whole server (pg_dumpall) on to psql, without the statements that cannot succeed on a server that has been lived in, or that
/// would break the restore itself:
/// <list type="bullet">
/// <item>CREATE of a role, database or tablespace that exists: what follows brings it to the dump's state.</item>
/// <item>CREATE, ALTER … WITH and DROP of the role that the restore logs in as: a changed password or a lost right would end it at the next connection.</item>
/// </list>
/// What is left out leaves its line feeds behind, so that psql's line numbers are those of the script. Every other byte is passed on as it is: other
/// scripts pass unchanged, since only statements count, never text in rows, values, comments or functions.
/// </summary>
public sealed class ClusterScriptStream : Stream
{
    private const int MaxStatement = 64 * 1024;

    private static readonly byte[] Mark = "-- PostgreSQL database cluster dump"u8.ToArray();

    private readonly Stream _inner;
    private readonly string _user;
    private readonly HashSet<string> _existing;
    private readonly ScriptLexer _lexer = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly ArrayBufferWriter<byte> _statement = new();
    private readonly ArrayBufferWriter<byte> _head = new();
    private bool? _isCluster;
    private CopyPlace _copy;
    private bool _isLong;

    private enum CopyPlace
    {
        None,
        Start,
        LineStart,
        Backslash,
        Line,
        End,
    }

    /// <summary>A stream in front of psql's input, which it does not own.</summary>
    /// <param name="inner">psql's input.</param>
    /// <param name="target">What the target server has.</param>
    public ClusterScriptStream(Stream inner, ServerObjects target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (_inner, _user) = (inner, target.User);
        _existing =
        [
            .. target.Roles.Select(name => Key("ROLE", name)),
            .. target.Databases.Select(name => Key("DATABASE", name)),
            .. target.Tablespaces.Select(name => Key("TABLESPACE", name)),
        ];
    }

    /// <summary>How many statements have been left out.</summary>
    public int LeftOut { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isCluster == false)
        {
            await _inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        if (_isCluster is null)
        {
            _head.Write(buffer.Span);
            if (_head.WrittenCount < MaxStatement / 16)
            {
                return;
            }

            buffer = Decide();
        }

        await TakeAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Passes on what has been kept back: to be called once, at the end of the script.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_isCluster is null)
        {
            await TakeAsync(Decide(), cancellationToken);
        }

        await _inner.WriteAsync(_statement.WrittenMemory, cancellationToken);
        _statement.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
        // What is kept back is no whole statement yet.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Use WriteAsync.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static string Key(string kind, string name) => $"{kind} {name}";

    private ReadOnlyMemory<byte> Decide()
    {
        _isCluster = _head.WrittenSpan[..Math.Min(_head.WrittenCount, 512)].IndexOf(Mark) >= 0;
        return _head.WrittenMemory;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isCluster == false)
        {
            await _inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        Take(buffer.Span);
        await _inner.WriteAsync(_output.WrittenMemory, cancellationToken);
        _output.ResetWrittenCount();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length;)
        {
            if (_copy is CopyPlace.None)
            {
                TakeStatementByte(bytes[i++]);
            }
            else
            {
                int length = TakeCopy(bytes[i..]);
                _output.Write(bytes.Slice(i, length));
                i += length;
            }
        }
    }

    private void TakeStatementByte(byte next)
    {
        _statement.GetSpan(1)[0] = next;
        _statement.Advance(1);
        bool ends = _lexer.Take(next);
        if (ends)
        {
            Finish();
        }
        else if (_statement.WrittenCount >= MaxStatement)
        {
            // Longer than any statement that is looked for, such as one of many rows.
            _isLong = _isLong || _lexer.HasToken;
            PassOn(_statement.WrittenSpan);
        }
    }

    private void Finish()
    {
        ReadOnlySpan<byte> statement = _statement.WrittenSpan;
        if (_isLong)
        {
            PassOn(statement);
        }
        else if (ClusterStatement.Parse(statement) is { } found && IsLeftOut(found))
        {
            LeftOut++;
            int lines = statement.Count((byte)'\n');
            _output.GetSpan(Math.Max(1, lines))[..lines].Fill((byte)'\n');
            _output.Advance(lines);
            _statement.ResetWrittenCount();
        }
        else
        {
            _copy = IsCopy(statement) ? CopyPlace.Start : CopyPlace.None;
            PassOn(statement);
        }

        _isLong = false;
    }

    private void PassOn(ReadOnlySpan<byte> bytes)
    {
        _output.Write(bytes);
        _statement.ResetWrittenCount();
    }

    private bool IsLeftOut(ClusterStatement statement)
    {
        string key = Key(statement.Kind, statement.Name);
        bool isOwn = statement.Kind == "ROLE" && statement.Name == _user;
        switch (statement.Verb)
        {
            case "CREATE":
                return isOwn || !_existing.Add(key);
            case "DROP" when !isOwn:
                _existing.Remove(key);
                return false;
            case "ALTER":
                return isOwn && statement.Rest.StartsWith("WITH", StringComparison.Ordinal);
            default:
                return isOwn;
        }
    }

    private static bool IsCopy(ReadOnlySpan<byte> statement)
    {
        ReadOnlySpan<byte> text = statement;
        while (text.Length > 0 && text[0] != 'C')
        {
            // Blanks and comments before it; a COPY that pg_dump writes begins a line.
            int end = text.IndexOf((byte)'\n');
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return text.StartsWith("COPY "u8) && text.EndsWith(" FROM stdin;"u8);
    }

    /// <summary>How many of the bytes belong to the data of a COPY, its last line included.</summary>
    private int TakeCopy(ReadOnlySpan<byte> bytes)
    {
        if (_copy is CopyPlace.Start or CopyPlace.Line or CopyPlace.End)
        {
            int end = bytes.IndexOf((byte)'\n');
            if (end >= 0)
            {
                _copy = _copy == CopyPlace.End ? CopyPlace.None : CopyPlace.LineStart;
            }

            return end < 0 ? bytes.Length : end + 1;
        }

        byte next = bytes[0];
        _copy = (_copy, next) switch
        {
            (_, (byte)'\n') => CopyPlace.LineStart,
            (CopyPlace.LineStart, (byte)'\\') => CopyPlace.Backslash,
            (CopyPlace.Backslash, (byte)'.') => CopyPlace.End,
            _ => CopyPlace.Line,
        };
        return 1;
    }
}
