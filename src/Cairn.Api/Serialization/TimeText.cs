using System.Globalization;

namespace Cairn.Api.Serialization;

/// <summary>Times as Kubernetes writes them: RFC 3339, whole seconds in most fields, up to nanoseconds in some.</summary>
internal static class TimeText
{
    /// <summary>Reads a time. Digits beyond a ten-millionth of a second are cut. False: it is not one.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || text.Length is < 20 or > 40 || text[10] is not ('T' or 't') || !HasZone(text))
        {
            return false;
        }

        return DateTimeOffset.TryParse(Shorten(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>Writes a time; the offset that it was read with is kept, and the fraction only if there is one.</summary>
    public static string Format(DateTimeOffset time)
    {
        string zone = time.Offset == TimeSpan.Zero ? "'Z'" : "zzz";
        return time.ToString($"yyyy-MM-dd'T'HH:mm:ss.FFFFFFF{zone}", CultureInfo.InvariantCulture);
    }

    private static bool HasZone(string text) =>
        text[^1] is 'Z' or 'z' || (text[^6] is '+' or '-' && text[^3] == ':');

    /// <summary>.NET reads at most seven digits of a fraction.</summary>
    private static string Shorten(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        int end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot <= 8 ? text : string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
    }
}
