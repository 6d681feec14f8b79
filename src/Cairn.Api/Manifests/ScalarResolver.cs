using System.Globalization;

namespace Cairn.Api.Manifests;

/// <summary>
/// What a plain scalar of YAML is. The rules are those of the library that kubectl uses (YAML 1.1 with changes): yes, on and n are
/// booleans, 0644 is octal, a time stays a text. Anything else and a manifest would mean something else here than there.
/// </summary>
internal static class ScalarResolver
{
    /// <summary>Largest integer that a double holds exactly.</summary>
    private const double MaxExact = 9007199254740992;

    public static (ManifestNodeKind Kind, string Text) Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return (ManifestNodeKind.Null, "");
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return (ManifestNodeKind.Boolean, "true");
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return (ManifestNodeKind.Boolean, "false");
            default:
                return Number(text) is { } number ? (ManifestNodeKind.Number, number) : (ManifestNodeKind.Text, text);
        }
    }

    /// <summary>A number of JSON in one form for each value, so that 1.0 is the integer that Kubernetes takes it for. Null: it is none.</summary>
    public static string? JsonNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large))
        {
            return large.ToString(CultureInfo.InvariantCulture);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? Write(number) : null;
    }

    private static string Write(double number) => Math.Abs(number) <= MaxExact && number == Math.Floor(number)
        ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);

    private static string? Number(string text)
    {
        char first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('+' or '-' or '.') || text.Length > 100)
        {
            return null;
        }

        string plain = text.Replace("_", "", StringComparison.Ordinal);
        return Integer(plain) ?? (IsFloat(plain) ? JsonNumber(plain) : null);
    }

    private static string? Integer(string text)
    {
        bool negative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        (int radix, int skip) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', >= '0' and <= '7', ..] => (8, 1),
            _ => (10, 0),
        };
        digits = digits[skip..];
        if (digits.Length == 0)
        {
            return null;
        }

        UInt128 value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }

            value = (value * (UInt128)radix) + (UInt128)digit;
        }

        return value > (negative ? (UInt128)long.MaxValue + 1 : ulong.MaxValue) ? null : (negative && value > 0 ? "-" : "") + value;
    }

    /// <summary>Digits with a point or an exponent, as YAML writes a number; not what .NET takes for one besides.</summary>
    private static bool IsFloat(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        int whole = Digits(ref rest);
        int fraction = 0;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = Digits(ref rest);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest is [_, '+' or '-', ..] ? rest[2..] : rest[1..];
            return Digits(ref rest) > 0 && rest.IsEmpty;
        }

        return rest.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        text = text[count..];
        return count;
    }
}
