using System.Text;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Texts counted in bytes of UTF-8, as Go does; half a character becomes U+FFFD.</summary>
internal static class GoText
{
    public static int Length(string text) => Encoding.UTF8.GetByteCount(text);

    public static string Slice(string text, int start, int end)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetString(bytes, start, end - start);
    }

    /// <summary>Replaces up to so many times; an empty text is found between all characters, as in Go.</summary>
    public static string Replace(string text, string old, string replacement, TemplateArguments arguments)
    {
        int count = old.Length == 0 ? text.Length + 1 : Count(text, old);
        arguments.Budget.Charge(text.Length + (count * (long)replacement.Length));
        return old.Length > 0 ? text.Replace(old, replacement, StringComparison.Ordinal)
            : replacement + string.Concat(text.EnumerateRunes().Select(rune => rune + replacement));
    }

    private static int Count(string text, string part)
    {
        int count = 0;
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
