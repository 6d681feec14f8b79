using System.Globalization;
using System.Text;

namespace Cairn.Restic.Snapshots;

/// <summary>
/// restic stores names of entries as Go's <c>strconv.Quote</c> gives them, without the quotes, since JSON cannot hold every name that a file
/// system can.
/// </summary>
internal static class GoQuoting
{
    private const string Letters = "abfnrtv\\\"'";
    private const string Meanings = "\a\b\f\n\r\t\v\\\"'";

    /// <summary>Writes a name in the stored form.</summary>
    public static string Quote(string name)
    {
        StringBuilder quoted = new();
        foreach (char c in name)
        {
            int meaning = c == '\'' ? -1 : Meanings.IndexOf(c, StringComparison.Ordinal);
            quoted.Append(meaning >= 0 ? $"\\{Letters[meaning]}" : c is < ' ' or '\x7f' ? $"\\x{(int)c:x2}" : c.ToString());
        }

        return quoted.ToString();
    }

    /// <summary>Reads the stored form. What is not valid in it stays as it is; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Unquote(string quoted)
    {
        if (!quoted.Contains('\\', StringComparison.Ordinal))
        {
            return quoted;
        }

        List<byte> bytes = [];
        for (int i = 0; i < quoted.Length;)
        {
            int length = quoted[i] == '\\' ? Escape(quoted.AsSpan(i + 1), bytes) : 0;
            if (length == 0)
            {
                // Both halves of a surrogate pair belong together.
                int plain = char.IsHighSurrogate(quoted[i]) && i + 1 < quoted.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(quoted.Substring(i, plain)));
                i += plain;
            }
            else
            {
                i += 1 + length;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Reads what follows a backslash and returns how many characters that were; 0: not valid.</summary>
    private static int Escape(ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (rest.IsEmpty)
        {
            return 0;
        }

        int letter = Letters.IndexOf(rest[0], StringComparison.Ordinal);
        if (letter >= 0)
        {
            bytes.Add((byte)Meanings[letter]);
            return 1;
        }

        int digits = rest[0] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0 && rest.Length > digits
            && uint.TryParse(rest.Slice(1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code))
        {
            bytes.AddRange(digits == 2 ? [(byte)code] : Encoding.UTF8.GetBytes(Rune.IsValid(code) ? new Rune(code).ToString() : "\ufffd"));
            return 1 + digits;
        }

        return Octal(rest, bytes);
    }

    private static int Octal(ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (rest.Length < 3 || rest[..3].ContainsAnyExceptInRange('0', '7'))
        {
            return 0;
        }

        bytes.Add((byte)(((rest[0] - '0') << 6) | ((rest[1] - '0') << 3) | (rest[2] - '0')));
        return 3;
    }
}
