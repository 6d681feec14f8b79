namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>Cuts a template into tokens.</summary>
internal sealed class TemplateLexer(TemplateSource source)
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    private readonly List<TemplateToken> _tokens = [];
    private readonly string _text = source.Text;
    private int _position;

    public List<TemplateToken> ReadAll()
    {
        bool trimsStart = false;
        while (_position < _text.Length)
        {
            int open = _text.IndexOf("{{", _position, StringComparison.Ordinal);
            int end = open < 0 ? _text.Length : open;
            bool trimsEnd = open >= 0 && HasTrimMarker(open + 2);
            AddText(_position, end, trimsStart, trimsEnd);
            _position = end;
            trimsStart = open >= 0 && ReadAction(open, trimsEnd);
        }

        _tokens.Add(new(TemplateTokenKind.End, _text.Length, "the end of the template"));
        return _tokens;
    }

    private void AddText(int start, int end, bool trimsStart, bool trimsEnd)
    {
        string text = _text[start..end];
        text = trimsStart ? text.TrimStart(Blanks) : text;
        text = trimsEnd ? text.TrimEnd(Blanks) : text;
        if (text.Length > 0)
        {
            _tokens.Add(new(TemplateTokenKind.Text, start, text));
        }
    }

    private bool HasTrimMarker(int position) =>
        position + 1 < _text.Length && _text[position] == '-' && Blanks.Contains(_text[position + 1]);

    /// <summary>Reads from the opening braces to after the closing ones; says whether these trim what follows.</summary>
    private bool ReadAction(int open, bool hasTrimMarker)
    {
        _position = open + 2 + (hasTrimMarker ? 2 : 0);
        if (string.CompareOrdinal(_text, _position, "/*", 0, 2) == 0)
        {
            return SkipComment(open);
        }

        _tokens.Add(new(TemplateTokenKind.Open, open, "{{"));
        bool hasSpace = false;
        while (true)
        {
            if (_position >= _text.Length)
            {
                throw source.Problem(open, "the action '{{' is not closed by '}}'");
            }

            if (AcceptClose(out bool trims))
            {
                return trims;
            }

            if (Blanks.Contains(_text[_position]))
            {
                _position++;
                hasSpace = true;
                continue;
            }

            ReadToken(hasSpace);
            hasSpace = false;
        }
    }

    private bool SkipComment(int open)
    {
        int end = _text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw source.Problem(open, "the comment is not closed by '*/}}'");
        }

        _position = end + 2;
        if (string.CompareOrdinal(_text, _position, "}}", 0, 2) == 0)
        {
            _position += 2;
            return false;
        }

        if (_position < _text.Length && Blanks.Contains(_text[_position]) && string.CompareOrdinal(_text, _position + 1, "-}}", 0, 3) == 0)
        {
            _position += 4;
            return true;
        }

        throw source.Problem(open, "a comment ends with '*/}}' or '*/ -}}', with nothing else in its braces");
    }

    private bool AcceptClose(out bool trims)
    {
        trims = _text[_position] == '-' && Blanks.Contains(_text[_position - 1]) && string.CompareOrdinal(_text, _position + 1, "}}", 0, 2) == 0;
        bool isClose = trims || string.CompareOrdinal(_text, _position, "}}", 0, 2) == 0;
        if (isClose)
        {
            _tokens.Add(new(TemplateTokenKind.Close, _position, "}}"));
            _position += trims ? 3 : 2;
        }

        return isClose;
    }

    private void ReadToken(bool hasSpace)
    {
        int start = _position;
        char first = _text[start];
        char next = start + 1 < _text.Length ? _text[start + 1] : '\0';
        if (first is '"' or '`' or '\'' || char.IsAsciiDigit(first) || (first is '+' or '-' or '.' && char.IsAsciiDigit(next))
            || (first is '+' or '-' && next == '.'))
        {
            ConstantReader reader = new(source, start);
            object value = reader.Read(out _position);
            _tokens.Add(new(TemplateTokenKind.Constant, start, _text[start.._position], value, hasSpace));
            return;
        }

        if (first == ':' && next == '=')
        {
            _position += 2;
            _tokens.Add(new(TemplateTokenKind.Sign, start, _text[start.._position], null, hasSpace));
            return;
        }

        if (first is '|' or '(' or ')' or ',' or '=')
        {
            _position++;
            _tokens.Add(new(TemplateTokenKind.Sign, start, first.ToString(), null, hasSpace));
            return;
        }

        ReadWord(start, first, hasSpace);
    }

    private void ReadWord(int start, char first, bool hasSpace)
    {
        _position += first is '.' or '$' ? 1 : 0;
        int word = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
        {
            _position++;
        }

        string text = _text[word.._position];
        TemplateTokenKind kind = first == '$' ? TemplateTokenKind.Variable
            : first != '.' ? TemplateTokenKind.Name
            : text.Length > 0 ? TemplateTokenKind.Field : TemplateTokenKind.Dot;
        if ((kind == TemplateTokenKind.Name && text.Length == 0) || !IsWordEnd())
        {
            throw source.Problem(_position, $"the character '{_text[_position]}' is not expected here");
        }

        _tokens.Add(new(kind, start, kind == TemplateTokenKind.Variable ? "$" + text : text, null, hasSpace));
    }

    private bool IsWordEnd() =>
        _position >= _text.Length || Blanks.Contains(_text[_position]) || _text[_position] is '.' or ',' or '|' or ':' or ')' or '('
        || string.CompareOrdinal(_text, _position, "}}", 0, 2) == 0;
}
