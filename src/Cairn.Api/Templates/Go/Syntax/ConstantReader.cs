using System.Globalization;
using System.Text;

namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>Reads a constant in Go's notation: strings, raw strings, characters, whole and decimal numbers. Source: Go's specification, "Literals".</summary>
internal sealed class ConstantReader(TemplateSource source, int start)
{
    private readonly string _text = source.Text;
    private int _position;

    /// <summary>The value: a string, a long or a double.</summary>
    /// <param name="end">Where the constant ends.</param>
    public object Read(out int end)
    {
        _position = start;
        object value = _text[start] switch
        {
            '`' => ReadRaw(),
            '"' => ReadQuoted('"', "string"),
            '\'' => ReadCharacter(),
            _ => ReadNumber(),
        };
        end = _position;
        return value;
    }

    private string ReadRaw()
    {
        int end = _text.IndexOf('`', start + 1);
        _position = end + 1;
        return end < 0 ? throw source.Problem(start, "the string is not closed by '`'")
            : _text[(start + 1)..end].Replace("\r", "", StringComparison.Ordinal);
    }

    private long ReadCharacter()
    {
        string text = ReadQuoted('\'', "character");
        return Rune.TryGetRuneAt(text.Length == 0 ? " " : text, 0, out Rune rune) && rune.Utf16SequenceLength == text.Length
            ? rune.Value
            : throw source.Problem(start, "between ' and ' there must be one character; strings are written with \"");
    }

    private string ReadQuoted(char quote, string what)
    {
        StringBuilder value = new();
        _position++;
        while (true)
        {
            if (_position >= _text.Length || _text[_position] == '\n')
            {
                throw source.Problem(start, $"the {what} is not closed by {quote} on its line");
            }

            char character = _text[_position++];
            if (character == quote)
            {
                return value.ToString();
            }

            value.Append(character == '\\' ? ReadEscape(quote) : character.ToString());
        }
    }

    private string ReadEscape(char quote)
    {
        char kind = _position < _text.Length ? _text[_position++] : '\0';
        int simple = "abfnrtv\\".IndexOf(kind, StringComparison.Ordinal);
        return kind == quote ? quote.ToString()
            : simple >= 0 ? "\a\b\f\n\r\t\v\\"[simple].ToString()
            : kind switch
            {
                'x' => ReadCode(2, 16),
                'u' => ReadCode(4, 16),
                'U' => ReadCode(8, 16),
                >= '0' and <= '7' => ReadOctal(),
                _ => throw source.Problem(_position - 2, $"'\\{kind}' is no escape in a string; a backslash itself is written '\\\\'"),
            };
    }

    private string ReadOctal()
    {
        _position--;
        return ReadCode(3, 8);
    }

    private string ReadCode(int digits, int radix)
    {
        int code = 0;
        for (int i = 0; i < digits; i++, _position++)
        {
            int digit = _position < _text.Length && char.IsAsciiHexDigit(_text[_position]) ? Convert.ToInt32(_text[_position].ToString(), 16) : radix;
            code = digit < radix && code <= 0x10FFFF ? (code * radix) + digit
                : throw source.Problem(_position, $"an escape needs {digits} digits and a character that exists");
        }

        return Rune.IsValid(code) ? new Rune(code).ToString() : throw source.Problem(_position, "the escape names no character that exists");
    }

    private object ReadNumber()
    {
        while (_position < _text.Length && IsNumberPart(_text[_position]))
        {
            _position++;
        }

        string text = _text[start.._position].Replace("_", "", StringComparison.Ordinal);
        bool isNegative = text[0] == '-';
        string digits = text.TrimStart('+', '-');
        (int radix, string rest) = digits.Length > 2 && digits[0] == '0'
            ? char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, digits[2..]),
                'b' => (2, digits[2..]),
                'o' => (8, digits[2..]),
                _ => (digits.All(char.IsAsciiDigit) ? 8 : 10, digits),
            }
            : (10, digits);
        return TryWhole(rest, radix, isNegative, out long whole) ? (object)whole
            : radix == 10 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
            : throw source.Problem(start, $"'{_text[start.._position]}' is no number that fits");
    }

    private bool IsNumberPart(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '.' or '_' || (character is '+' or '-' && (_position == start
            || (_text[_position - 1] is 'e' or 'E' && !_text.AsSpan(start, _position - start).ContainsAny('x', 'X'))));

    private static bool TryWhole(string digits, int radix, bool isNegative, out long value)
    {
        value = 0;
        Int128 number = 0;
        foreach (char character in digits)
        {
            int digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : radix;
            number = (number * radix) + digit;
            if (digit >= radix || number > (Int128)long.MaxValue + 1)
            {
                return false;
            }
        }

        number = isNegative ? -number : number;
        value = (long)Int128.Clamp(number, long.MinValue, long.MaxValue);
        return digits.Length > 0 && value == number;
    }
}
