using System.Globalization;
using System.Text;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>Text in double quotes as Go's <c>%q</c> writes it. Source: documentation of Go's <c>strconv.Quote</c>.</summary>
internal static class GoQuote
{
    private const string Escaped = "\a\b\f\n\r\t\v\\";
    private const string Letters = "abfnrtv\\";

    public static string Quote(string text, char quote = '"')
    {
        StringBuilder result = new();
        result.Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int simple = rune.IsBmp ? Escaped.IndexOf((char)rune.Value, StringComparison.Ordinal) : -1;
            _ = rune.Value == quote ? result.Append('\\').Append(quote)
                : simple >= 0 ? result.Append('\\').Append(Letters[simple])
                : IsPrintable(rune) ? result.Append(rune.ToString())
                : rune.Value < 0x80 ? result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}")
                : rune.IsBmp ? result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : result.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }

        return result.Append(quote).ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
