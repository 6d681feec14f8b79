using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Json;

/// <summary>
/// Reads JSON (RFC 8259) into nodes. It is our own for three reasons: the messages about broken texts are part of the API, fields that are
/// there twice have to be reported while the last one wins, and numbers become integers where they are (1.0 is 1).
/// </summary>
internal sealed class JsonText
{
    /// <summary>Deeper texts are refused: every later walk over the nodes recurses.</summary>
    private const int MaxDepth = 256;

    private readonly string _text;
    private readonly List<string> _duplicates;
    private int _at;

    private JsonText(string text, List<string> duplicates)
    {
        _text = text;
        _duplicates = duplicates;
    }

    /// <summary>The value of a text; null is JSON's null.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="duplicates">Gets the path of each field that is there twice.</param>
    /// <exception cref="JsonSyntaxException">It is not JSON.</exception>
    public static JsonNode? Parse(string text, List<string> duplicates)
    {
        JsonText reader = new(text, duplicates);
        JsonNode? value = reader.Value("", 0);
        reader.SkipBlanks();
        return reader._at == text.Length ? value : throw reader.Unexpected("after top-level value");
    }

    private JsonNode? Value(string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new JsonSyntaxException("exceeded max depth");
        }

        SkipBlanks();
        return Peek() switch
        {
            '{' => Object(path, depth),
            '[' => Array(path, depth),
            '"' => JsonValue.Create(Text()),
            't' => Word("true", JsonValue.Create(true)),
            'f' => Word("false", JsonValue.Create(false)),
            'n' => Word("null", null),
            '-' or (>= '0' and <= '9') => Number(),
            _ => throw Unexpected("looking for beginning of value"),
        };
    }

    private JsonObject Object(string path, int depth)
    {
        JsonObject result = [];
        _at++;
        SkipBlanks();
        if (Peek() == '}')
        {
            _at++;
            return result;
        }

        while (true)
        {
            SkipBlanks();
            if (Peek() != '"')
            {
                throw Unexpected("looking for beginning of object key string");
            }

            string name = Text();
            SkipBlanks();
            Expect(':', "after object key");
            string field = path.Length == 0 ? name : $"{path}.{name}";
            JsonNode? value = Value(field, depth + 1);
            if (result.ContainsKey(name))
            {
                _duplicates.Add(field);
                result.Remove(name);
            }

            result[name] = value;
            SkipBlanks();
            if (Peek() == '}')
            {
                _at++;
                return result;
            }

            Expect(',', "after object key:value pair");
        }
    }

    private JsonArray Array(string path, int depth)
    {
        JsonArray result = [];
        _at++;
        SkipBlanks();
        if (Peek() == ']')
        {
            _at++;
            return result;
        }

        while (true)
        {
            result.Add(Value($"{path}[{result.Count}]", depth + 1));
            SkipBlanks();
            if (Peek() == ']')
            {
                _at++;
                return result;
            }

            Expect(',', "after array element");
        }
    }

    private string Text()
    {
        StringBuilder result = new();
        _at++;
        while (true)
        {
            char next = Peek();
            if (next == '"')
            {
                _at++;
                return result.ToString();
            }

            if (next < ' ')
            {
                throw Unexpected("in string literal");
            }

            _at++;
            result.Append(next == '\\' ? Escape() : next);
        }
    }

    private char Escape()
    {
        char kind = Peek();
        if (kind == 'u')
        {
            if (_at + 5 <= _text.Length
                && ushort.TryParse(_text.AsSpan(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                _at += 5;
                return (char)unit;
            }

            throw new JsonSyntaxException("invalid character in \\u hexadecimal character escape");
        }

        int index = "\"\\/bfnrt".IndexOf(kind);
        if (index < 0)
        {
            throw Unexpected("in string escape code");
        }

        _at++;
        return "\"\\/\b\f\n\r\t"[index];
    }

    private JsonValue? Word(string word, JsonValue? value)
    {
        for (int i = 0; i < word.Length; i++, _at++)
        {
            if (Peek() != word[i])
            {
                throw Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }

        return value;
    }

    private JsonValue Number()
    {
        int start = _at;
        if (Peek() == '-')
        {
            _at++;
        }

        Digits("in numeric literal");
        bool isInteger = true;
        if (_at < _text.Length && _text[_at] == '.')
        {
            isInteger = false;
            _at++;
            Digits("after decimal point in numeric literal");
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            isInteger = false;
            _at++;
            if (_at < _text.Length && _text[_at] is '+' or '-')
            {
                _at++;
            }

            Digits("in exponent of numeric literal");
        }

        ReadOnlySpan<char> digits = _text.AsSpan(start, _at - start);
        return isInteger && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? JsonValue.Create(whole)
            : FromDouble(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private static JsonValue FromDouble(double number) =>
        double.IsInfinity(number) ? throw new JsonSyntaxException("number out of range")
        : Math.Abs(number) < 1L << 53 && number == Math.Floor(number) ? JsonValue.Create((long)number)
        : JsonValue.Create(number);

    private void Digits(string place)
    {
        if (Peek() is < '0' or > '9')
        {
            throw Unexpected(place);
        }

        bool isZero = _text[_at] == '0' && (_at == 0 || _text[_at - 1] is not (>= '0' and <= '9' or '.'));
        _at++;
        while (!isZero && _at < _text.Length && _text[_at] is >= '0' and <= '9')
        {
            _at++;
        }
    }

    private void Expect(char wanted, string place)
    {
        if (Peek() != wanted)
        {
            throw Unexpected(place);
        }

        _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw new JsonSyntaxException("unexpected end of JSON input");

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private JsonSyntaxException Unexpected(string place)
    {
        string shown = Peek() switch
        {
            '\'' => "'\\''",
            '"' => "'\"'",
            < ' ' and var control => $"'\\x{(int)control:x2}'",
            > '~' and var other => $"'\\u{(int)other:x4}'",
            var plain => $"'{plain}'",
        };
        return new JsonSyntaxException($"invalid character {shown} {place}");
    }
}
