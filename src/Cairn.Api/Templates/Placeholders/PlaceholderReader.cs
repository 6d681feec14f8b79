using System.Text;

namespace Cairn.Api.Templates.Placeholders;

/// <summary>Reads a text once from start to end and fills in placeholders on the way.</summary>
internal sealed class PlaceholderReader(string text, IReadOnlyDictionary<string, string> values, List<string> missing)
{
    private int _position;
    private int _depth;

    public string ReadAll()
    {
        StringBuilder result = new();
        while (_position < text.Length)
        {
            int dollar = text.IndexOf('$', _position);
            int end = dollar < 0 ? text.Length : dollar;
            PlaceholderText.Append(result, text[_position..end]);
            _position = end;
            if (dollar >= 0)
            {
                PlaceholderText.Append(result, ReadDollar());
            }
        }

        return result.ToString();
    }

    private string ReadDollar()
    {
        char next = _position + 1 < text.Length ? text[_position + 1] : '\0';
        if (next == '{')
        {
            return ReadPlaceholder();
        }

        _position += next == '$' ? 2 : 1;
        return "$";
    }

    /// <summary>Reads from the dollar sign to after the closing brace.</summary>
    private string ReadPlaceholder()
    {
        int start = _position;
        if (++_depth > PlaceholderLimits.Depth)
        {
            throw Malformed(start, $"placeholders are nested more than {PlaceholderLimits.Depth} deep");
        }

        _position += 2;
        bool isLength = Accept('#');
        int nameStart = _position;
        while (_position < text.Length && PlaceholderText.IsNameCharacter(text[_position]))
        {
            _position++;
        }

        string name = text[nameStart.._position];
        if (name.Length == 0)
        {
            throw Malformed(start, "there is no name after '${'; write $${ for these two characters themselves");
        }

        string result = isLength ? $"{Encoding.UTF8.GetByteCount(Value(name))}" : ReadOperation(name, start);
        if (!Accept('}'))
        {
            throw Malformed(start, _position >= text.Length ? "the closing brace is missing" : $"'{text[_position]}' is not expected after the name '{name}'");
        }

        _depth--;
        return result;
    }

    private string ReadOperation(string name, int start)
    {
        char first = _position < text.Length ? text[_position] : '\0';
        char second = _position + 1 < text.Length ? text[_position + 1] : '\0';
        switch (first)
        {
            case '=':
                return ReadDefault(name, start, 1);
            case ':' when second is '=' or '-':
                return ReadDefault(name, start, 2);
            case ':' when second is '?' or '+':
                throw Malformed(start, $"':{second}' is not supported; a default is written ':='");
            case ':':
                return ReadSubstring(name, start);
            case ',' or '^':
                _position += second == first ? 2 : 1;
                return PlaceholderFunctions.ChangeCase(Value(name), first == '^', second == first);
            case '#' or '%':
                _position += second == first ? 2 : 1;
                return PlaceholderFunctions.RemoveMatch(Value(name), ReadArgument(start, "}"), first == '%', second == first);
            case '/':
                return ReadReplacement(name, start, second);
            default:
                return Value(name);
        }
    }

    private string ReadDefault(string name, int start, int operatorLength)
    {
        _position += operatorLength;
        if (values.TryGetValue(name, out string? value))
        {
            // The default must be well-formed, and nothing more: what it names need not exist.
            int known = missing.Count;
            ReadArgument(start, "}");
            missing.RemoveRange(known, missing.Count - known);
            return value;
        }

        return ReadArgument(start, "}");
    }

    private string ReadSubstring(string name, int start)
    {
        _position++;
        string from = ReadArgument(start, ":}");
        string? length = Accept(':') ? ReadArgument(start, "}") : null;
        return PlaceholderFunctions.Substring(Value(name), from, length);
    }

    private string ReadReplacement(string name, int start, char kind)
    {
        _position += kind is '/' or '#' or '%' ? 2 : 1;
        string pattern = ReadArgument(start, "/", isEscaped: true);
        if (!Accept('/'))
        {
            throw Malformed(start, "a replacement is written ${name/old/new}");
        }

        return PlaceholderFunctions.Replace(Value(name), pattern, ReadArgument(start, "}", isEscaped: true), kind);
    }

    /// <summary>Reads to one of the ends, which may themselves stand in a placeholder within, or after a backslash where that escapes.</summary>
    private string ReadArgument(int start, string ends, bool isEscaped = false)
    {
        StringBuilder argument = new();
        while (_position < text.Length && !ends.Contains(text[_position], StringComparison.Ordinal))
        {
            char next = _position + 1 < text.Length ? text[_position + 1] : '\0';
            if (text[_position] == '$' && next == '{')
            {
                PlaceholderText.Append(argument, ReadPlaceholder());
                continue;
            }

            bool isEscape = isEscaped && ((text[_position] == '\\' && next is '/' or '\\') || (text[_position] == '$' && next == '$'));
            _position += isEscape ? 1 : 0;
            argument.Append(text[_position++]);
        }

        return _position < text.Length ? argument.ToString() : throw Malformed(start, "the closing brace is missing");
    }

    private string Value(string name)
    {
        if (values.TryGetValue(name, out string? value))
        {
            return value;
        }

        missing.Add(name);
        return "";
    }

    private bool Accept(char character)
    {
        bool isThere = _position < text.Length && text[_position] == character;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private PlaceholderException Malformed(int start, string what)
    {
        string shown = text.Length - start > 40 ? text[start..(start + 40)] + "…" : text[start..];
        return new($"The placeholder '{shown}' at position {start + 1} is malformed: {what}.", start + 1, what);
    }
}
