namespace Cairn.Postgres.Restore.Scripts;

/// <summary>
/// Finds the ends of statements, psql's commands and COPY data in a script, byte by byte. It knows quotes, dollar quotes and comments, so that nothing in a
/// value or a function's body is taken for a statement. What it does not know it takes for a part of the statement.
/// </summary>
/// <remarks>
/// A function's body between BEGIN ATOMIC and END is cut at its semicolons, unlike psql does. That is no harm to whoever looks for statements that cannot
/// stand in such a body.
/// </remarks>
internal sealed class ScriptLexer
{
    private enum State
    {
        Plain,
        Quote,
        EscapeQuote,
        Name,
        LineComment,
        BlockComment,
        DollarTag,
        DollarBody,
        DollarEnd,
        Command,
    }

    private readonly List<byte> _tag = [];
    private State _state;
    private byte _last;
    private byte _beforeLast;
    private int _depth;
    private int _matched;
    private bool _escaped;

    /// <summary>Whether something of a statement has been seen since the last end.</summary>
    public bool HasToken { get; private set; }

    /// <summary>Takes the next byte, and says whether a statement or a command ends with it.</summary>
    public bool Take(byte next)
    {
        bool ends = _state switch
        {
            State.Plain => TakePlain(next),
            State.Command => next == '\n',
            _ => TakeInside(next),
        };
        (_beforeLast, _last) = (_last, next);
        if (ends)
        {
            (_state, HasToken, _last, _beforeLast) = (State.Plain, false, 0, 0);
        }

        return ends;
    }

    private bool TakePlain(byte next)
    {
        if (next == '-' && _last == '-')
        {
            _state = State.LineComment;
        }
        else if (next == '*' && _last == '/')
        {
            (_state, _depth) = (State.BlockComment, 1);
            next = 0;
        }
        else if (next == '\\' && !HasToken)
        {
            _state = State.Command;
        }
        else if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'-' or (byte)'/'))
        {
            HasToken = true;
            Open(next);
        }

        return next == ';';
    }

    private void Open(byte next)
    {
        if (next == '\'')
        {
            _state = _last is (byte)'E' or (byte)'e' && !IsWord(_beforeLast) ? State.EscapeQuote : State.Quote;
            _escaped = false;
        }
        else if (next == '"')
        {
            _state = State.Name;
        }
        else if (next == '$' && !IsWord(_last))
        {
            _state = State.DollarTag;
            _tag.Clear();
        }
    }

    private bool TakeInside(byte next)
    {
        switch (_state)
        {
            case State.Quote when next == '\'':
            case State.Name when next == '"':
            case State.LineComment when next == '\n':
                _state = State.Plain;
                break;
            case State.EscapeQuote:
                TakeEscaped(next);
                break;
            case State.BlockComment:
                TakeBlockComment(next);
                break;
            case State.DollarTag or State.DollarBody or State.DollarEnd:
                TakeDollar(next);
                break;
            default:
                break;
        }

        return false;
    }

    private void TakeEscaped(byte next)
    {
        if (!_escaped && next == '\'')
        {
            _state = State.Plain;
        }

        _escaped = !_escaped && next == '\\';
    }

    private void TakeBlockComment(byte next)
    {
        _depth += (_last, next) switch
        {
            ((byte)'/', (byte)'*') => 1,
            ((byte)'*', (byte)'/') => -1,
            _ => 0,
        };
        _state = _depth == 0 ? State.Plain : State.BlockComment;
    }

    private void TakeDollar(byte next)
    {
        if (_state == State.DollarTag)
        {
            bool isTag = IsWord(next);
            _state = next == '$' ? State.DollarBody : isTag ? State.DollarTag : State.Plain;
            if (isTag)
            {
                _tag.Add(next);
            }
        }
        else if (_state == State.DollarBody)
        {
            (_state, _matched) = next == '$' ? (State.DollarEnd, 0) : (State.DollarBody, 0);
        }
        else if (next == '$')
        {
            // The dollar that does not end the body may begin what does.
            (_state, _matched) = _matched == _tag.Count ? (State.Plain, 0) : (State.DollarEnd, 0);
        }
        else if (_matched < _tag.Count && _tag[_matched] == next)
        {
            _matched++;
        }
        else
        {
            _state = State.DollarBody;
        }
    }

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or >= 0x80;
}
