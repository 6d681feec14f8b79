namespace Cairn.Api.Rules.Quantities;

/// <summary>Reads Go's notation of a duration: an optional sign, then numbers with units, or a bare 0.</summary>
internal ref struct GoDurationReader(string text)
{
    private static readonly UInt128 Limit = (UInt128)1 << 63;

    private int _position;

    public bool TryRead(out long nanoseconds, out string? problem)
    {
        nanoseconds = 0;
        problem = null;
        bool isNegative = text.StartsWith('-');
        _position = isNegative || text.StartsWith('+') ? 1 : 0;
        if (text[_position..] == "0")
        {
            return true;
        }

        if (_position == text.Length)
        {
            problem = $"'{text}' is not a duration: write numbers with units, such as 30s, 5m or 1h30m.";
            return false;
        }

        UInt128 total = 0;
        while (_position < text.Length)
        {
            if (!TryReadPart(out UInt128 part, out problem))
            {
                return false;
            }

            total += part;
            if (part > Limit || total > Limit)
            {
                problem = TooLong();
                return false;
            }
        }

        if (total == Limit && !isNegative)
        {
            problem = TooLong();
            return false;
        }

        nanoseconds = isNegative ? (long)-(Int128)total : (long)total;
        return true;
    }

    private bool TryReadPart(out UInt128 nanoseconds, out string? problem)
    {
        nanoseconds = 0;
        int start = _position;
        (UInt128 whole, _, bool isTooLong) = ReadDigits();
        int digits = _position - start;
        UInt128 fraction = 0;
        UInt128 scale = 1;
        if (_position < text.Length && text[_position] == '.')
        {
            int point = ++_position;
            (fraction, scale, _) = ReadDigits();
            digits += _position - point;
        }

        string unit = ReadUnit();
        UInt128 size = SizeOf(unit);
        problem = digits == 0 ? $"'{text}' is not a duration: there is no number at position {start + 1}."
            : unit.Length == 0 ? $"'{text}' is not a duration: the number at position {start + 1} has no unit (ns, us, ms, s, m or h)."
            : size == 0 ? $"'{text}' is not a duration: '{unit}' is no unit (ns, us, ms, s, m or h)."
            : isTooLong ? TooLong()
            : null;
        if (problem is not null)
        {
            return false;
        }

        nanoseconds = (whole * size) + (fraction * size / scale);
        return true;
    }

    /// <summary>Up to 18 digits count: a whole part of more is beyond any duration, a fraction's further digits are below a nanosecond.</summary>
    private (UInt128 Value, UInt128 Scale, bool IsTooLong) ReadDigits()
    {
        UInt128 value = 0;
        UInt128 scale = 1;
        bool isTooLong = false;
        for (; _position < text.Length && char.IsAsciiDigit(text[_position]); _position++)
        {
            if (value > Limit / 10)
            {
                isTooLong = true;
                continue;
            }

            value = (value * 10) + (UInt128)(text[_position] - '0');
            scale *= 10;
        }

        return (value, scale, isTooLong);
    }

    private string ReadUnit()
    {
        int start = _position;
        while (_position < text.Length && text[_position] != '.' && !char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    /// <summary>The micro sign exists twice in Unicode (U+00B5 and the Greek letter U+03BC); both are read.</summary>
    private static UInt128 SizeOf(string unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => 0,
    };

    private readonly string TooLong() => $"'{text}' is too long for a duration: the longest is about 292 years.";
}
