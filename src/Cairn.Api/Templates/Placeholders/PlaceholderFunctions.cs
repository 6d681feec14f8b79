using System.Globalization;
using System.Text;

namespace Cairn.Api.Templates.Placeholders;

/// <summary>
/// Functions on a placeholder's value: <c>${#v}</c> length in bytes, <c>${v^}</c> <c>${v^^}</c> <c>${v,}</c> <c>${v,,}</c> upper and lower case of the first
/// or of all characters, <c>${v:from}</c> <c>${v:from:length}</c> a part, <c>${v#p}</c> <c>${v##p}</c> <c>${v%p}</c> <c>${v%%p}</c> without the shortest or
/// longest start or end that matches a pattern, <c>${v/a/b}</c> <c>${v//a/b}</c> <c>${v/#a/b}</c> <c>${v/%a/b}</c> with the first, every, the leading or the
/// trailing text replaced (texts, not patterns).
/// </summary>
internal static class PlaceholderFunctions
{
    public static string ChangeCase(string value, bool isUpper, bool isAll)
    {
        int changed = isAll || value.Length == 0 ? value.Length : Rune.TryGetRuneAt(value, 0, out Rune first) ? first.Utf16SequenceLength : 1;
#pragma warning disable CA1308 // Lower case is what was asked for.
        return (isUpper ? value[..changed].ToUpperInvariant() : value[..changed].ToLowerInvariant()) + value[changed..];
#pragma warning restore CA1308
    }

    /// <summary>Positions count bytes of UTF-8; a negative one counts from the end. A position that is no number gives the whole value.</summary>
    public static string Substring(string value, string from, string? length)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        if (!int.TryParse(from, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int start)
            || !int.TryParse(length ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
        {
            return value;
        }

        start = Math.Clamp(start < 0 ? bytes.Length + start : start, 0, bytes.Length);
        int end = length is null ? bytes.Length : (int)Math.Clamp((long)start + count, start, bytes.Length);
        return Encoding.UTF8.GetString(bytes, start, end - start);
    }

    public static string Replace(string value, string old, string replacement, char kind)
    {
        if (old.Length == 0)
        {
            return value;
        }

        int first = value.IndexOf(old, StringComparison.Ordinal);
        return kind switch
        {
            '#' => first == 0 ? replacement + value[old.Length..] : value,
            '%' => value.EndsWith(old, StringComparison.Ordinal) ? value[..^old.Length] + replacement : value,
            '/' => ReplaceAll(value, old, replacement),
            _ => first < 0 ? value : value[..first] + replacement + value[(first + old.Length)..],
        };
    }

    /// <summary>The value without the start or end that matches a pattern with <c>*</c> and <c>?</c>.</summary>
    public static string RemoveMatch(string value, string pattern, bool isEnd, bool isLongest)
    {
        if (value.Length > PlaceholderLimits.PatternCharacters || pattern.Length > PlaceholderLimits.PatternCharacters)
        {
            throw new PlaceholderException(
                $"A value of {value.Length} characters is too long to match a pattern: {PlaceholderLimits.PatternCharacters} are the limit.");
        }

        if (pattern.Contains('[', StringComparison.Ordinal))
        {
            throw new PlaceholderException($"The pattern '{pattern}' has a character class ([…]), which is not supported; * and ? are.");
        }

        bool[] matches = isEnd ? MatchingStarts(Reverse(value), Reverse(pattern)) : MatchingStarts(value, pattern);
        int length = isLongest ? Array.LastIndexOf(matches, true) : Array.IndexOf(matches, true, 1);
        return length <= 0 ? value : isEnd ? value[..^length] : value[length..];
    }

    private static string ReplaceAll(string value, string old, string replacement)
    {
        StringBuilder result = new();
        int position = 0;
        for (int next = value.IndexOf(old, StringComparison.Ordinal); next >= 0; next = value.IndexOf(old, position, StringComparison.Ordinal))
        {
            PlaceholderText.Append(result, value[position..next]);
            PlaceholderText.Append(result, replacement);
            position = next + old.Length;
        }

        PlaceholderText.Append(result, value[position..]);
        return result.ToString();
    }

    /// <summary>
    /// For each length, whether the start of the value of that length matches the whole pattern. All lengths at once, one row of the table a
    /// character of the pattern, so no pattern takes longer than its length times the value's.
    /// </summary>
    private static bool[] MatchingStarts(string value, string pattern)
    {
        bool[] row = new bool[value.Length + 1];
        row[0] = true;
        foreach (char character in pattern)
        {
            bool[] next = new bool[value.Length + 1];
            next[0] = row[0] && character == '*';
            for (int i = 1; i <= value.Length; i++)
            {
                next[i] = character == '*' ? row[i] || next[i - 1] : row[i - 1] && (character == '?' || character == value[i - 1]);
            }

            row = next;
        }

        return row;
    }

    private static string Reverse(string text)
    {
        char[] characters = text.ToCharArray();
        Array.Reverse(characters);
        return new string(characters);
    }
}
