using System.Globalization;
using System.Text;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>
/// Times written and read as Go does it, by showing how the moment 2006-01-02 15:04:05 -0700 would look. Source: documentation of Go's package
/// <c>time</c>, "Layout".
/// </summary>
internal static class GoDateLayout
{
    /// <summary>The longer of two that begin alike comes first.</summary>
    private static readonly string[] Elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07", "-07:00:00", "-070000", "-07:00", "-0700", "-07",
        "002", "01", "02", "03", "04", "05", "06", "__2", "_2", "15", "1", "2", "3", "4", "5", "PM", "pm",
    ];

    public static string Format(DateTimeOffset time, string layout)
    {
        StringBuilder result = new();
        foreach ((string text, bool isElement) in Split(layout))
        {
            result.Append(isElement ? FormatElement(time, text) : text);
        }

        return result.ToString();
    }

    /// <summary>A time in a layout; what the layout leaves out is 1 January of year 0 taken as year 1, midnight, UTC.</summary>
    public static bool TryParse(string layout, string text, out DateTimeOffset time)
    {
        time = default;
        GoDateReader reader = new(text);
        foreach ((string part, bool isElement) in Split(layout))
        {
            if (!(isElement ? reader.ReadElement(part) : reader.ReadText(part)))
            {
                return false;
            }
        }

        return reader.TryFinish(out time);
    }

    private static IEnumerable<(string Text, bool IsElement)> Split(string layout)
    {
        int literal = 0;
        for (int i = 0; i < layout.Length;)
        {
            int length = ElementLength(layout, i);
            if (length == 0)
            {
                i++;
                continue;
            }

            if (i > literal)
            {
                yield return (layout[literal..i], false);
            }

            yield return (layout.Substring(i, length), true);
            i += length;
            literal = i;
        }

        if (literal < layout.Length)
        {
            yield return (layout[literal..], false);
        }
    }

    private static int ElementLength(string layout, int start)
    {
        // Fractions of a second are a dot or comma with zeros or nines that no digit follows.
        if (layout[start] is '.' or ',' && start + 1 < layout.Length && layout[start + 1] is '0' or '9')
        {
            int end = start + 1;
            while (end < layout.Length && layout[end] == layout[start + 1])
            {
                end++;
            }

            return end == layout.Length || !char.IsAsciiDigit(layout[end]) ? end - start : 0;
        }

        string? element = Array.Find(Elements, item => string.CompareOrdinal(layout, start, item, 0, item.Length) == 0);
        bool isWord = element is "Jan" or "Mon" && start + 3 < layout.Length && char.IsAsciiLetterLower(layout[start + 3]);
        return element is null || isWord ? 0
            : element == "_2" && string.CompareOrdinal(layout, start, "_2006", 0, 5) == 0 ? 0
            : element.Length;
    }

    private static string FormatElement(DateTimeOffset time, string element) => element switch
    {
        "January" => time.ToString("MMMM", CultureInfo.InvariantCulture),
        "Jan" => time.ToString("MMM", CultureInfo.InvariantCulture),
        "Monday" => time.ToString("dddd", CultureInfo.InvariantCulture),
        "Mon" => time.ToString("ddd", CultureInfo.InvariantCulture),
        "2006" => $"{time.Year:0000}",
        "06" => $"{time.Year % 100:00}",
        "01" => $"{time.Month:00}",
        "1" => $"{time.Month}",
        "02" => $"{time.Day:00}",
        "_2" => $"{time.Day,2}",
        "2" => $"{time.Day}",
        "002" => $"{time.DayOfYear:000}",
        "__2" => $"{time.DayOfYear,3}",
        _ => FormatClock(time, element),
    };

    private static string FormatClock(DateTimeOffset time, string element) => element switch
    {
        "15" => $"{time.Hour:00}",
        "03" => $"{Hour12(time):00}",
        "3" => $"{Hour12(time)}",
        "04" => $"{time.Minute:00}",
        "4" => $"{time.Minute}",
        "05" => $"{time.Second:00}",
        "5" => $"{time.Second}",
        "PM" => time.Hour >= 12 ? "PM" : "AM",
        "pm" => time.Hour >= 12 ? "pm" : "am",
        "MST" => time.Offset == TimeSpan.Zero ? "UTC" : FormatOffset(time.Offset, time.Offset.Minutes == 0 ? "-07" : "-0700"),
        _ when element[0] == 'Z' => time.Offset == TimeSpan.Zero ? "Z" : FormatOffset(time.Offset, "-" + element[1..]),
        _ when element[0] == '-' => FormatOffset(time.Offset, element),
        _ => FormatFraction(time, element),
    };

    private static int Hour12(DateTimeOffset time) => time.Hour % 12 == 0 ? 12 : time.Hour % 12;

    private static string FormatOffset(TimeSpan offset, string element)
    {
        string colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        int parts = element.Count(char.IsAsciiDigit) / 2;
        TimeSpan size = offset.Duration();
        return (offset < TimeSpan.Zero ? "-" : "+") + $"{size.Hours:00}"
            + (parts > 1 ? $"{colon}{size.Minutes:00}" : "") + (parts > 2 ? $"{colon}{size.Seconds:00}" : "");
    }

    private static string FormatFraction(DateTimeOffset time, string element)
    {
        string nanoseconds = $"{time.Ticks % TimeSpan.TicksPerSecond * 100:000000000}";
        int digits = Math.Min(element.Length - 1, 9);
        string fraction = nanoseconds[..digits].PadRight(element.Length - 1, '0');
        string trimmed = fraction.TrimEnd('0');
        return element[1] == '0' ? element[0] + fraction : trimmed.Length == 0 ? "" : element[0] + trimmed;
    }
}
