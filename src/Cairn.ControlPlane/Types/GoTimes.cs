using System.Globalization;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Types;

/// <summary>Reads times as the API does, which is strict about their form, and writes them in UTC.</summary>
internal static class GoTimes
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const string MicroLayout = "2006-01-02T15:04:05.000000Z07:00";

    private static readonly string[] Date = ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"];

    /// <summary>A time in whole seconds; a fraction is dropped.</summary>
    /// <exception cref="JsonSyntaxException">It is none.</exception>
    public static string Time(string text)
    {
        int at = Check(text, Layout, isMicro: false);
        return Parse(text, Layout, at).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>A time with exactly six digits after the second.</summary>
    /// <exception cref="JsonSyntaxException">It is none.</exception>
    public static string MicroTime(string text)
    {
        int at = Check(text, MicroLayout, isMicro: true);
        return Parse(text, MicroLayout, at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    private static int Check(string text, string layout, bool isMicro)
    {
        int at = 0;
        foreach (string element in isMicro ? [.. Date, ".000000"] : Date)
        {
            ReadOnlySpan<char> rest = text.AsSpan(at);
            if (rest.Length < element.Length || !Fits(rest[..element.Length], element))
            {
                throw Broken(text, layout, text[at..], element);
            }

            at += element.Length;
        }

        if (!isMicro && at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }

        string zone = text[at..];
        return zone is "Z" || (zone.Length == 6 && zone[0] is '+' or '-' && Fits(zone.AsSpan(1), "07:00")) ? at
            : throw Broken(text, layout, zone, "Z07:00");
    }

    private static bool Fits(ReadOnlySpan<char> text, string element)
    {
        for (int i = 0; i < element.Length; i++)
        {
            if (char.IsAsciiDigit(element[i]) ? !char.IsAsciiDigit(text[i]) : text[i] != element[i])
            {
                return false;
            }
        }

        return true;
    }

    private static DateTime Parse(string text, string layout, int zone) =>
        DateTimeOffset.TryParse($"{text[..zone]}{text[zone..]}", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime : throw new JsonSyntaxException($"parsing time \"{text}\": a part of it is out of range ({layout})");

    private static JsonSyntaxException Broken(string text, string layout, string rest, string element) =>
        new($"parsing time \"{text}\" as \"{layout}\": cannot parse \"{rest}\" as \"{element}\"");
}
