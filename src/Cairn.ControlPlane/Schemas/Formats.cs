using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Cairn.ControlPlane.Schemas;

/// <summary>The formats of texts that are checked; all others are taken as they are.</summary>
internal static partial class Formats
{
    /// <summary>Whether a text has a format.</summary>
    public static bool Holds(string format, string text) => format switch
    {
        "date-time" => DateTimeShape().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "byte" => text.Length % 4 == 0 && Base64Shape().IsMatch(text),
        "duration" => DurationShape().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? four) && four.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out IPAddress? six) && six.AddressFamily == AddressFamily.InterNetworkV6,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _) && !text.Contains(' '),
        "uuid" => UuidShape().IsMatch(text),
        _ => true,
    };

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z")]
    private static partial Regex DateTimeShape();

    [GeneratedRegex(@"^[A-Za-z0-9+/]*={0,2}\z")]
    private static partial Regex Base64Shape();

    [GeneratedRegex(@"^(0|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+"
        + @"|[0-9]+ ?(ns|us|µs|ms|s|m|h|d|w|(nano|micro|milli)?(second|sec)s?|min(ute)?s?|hours?|days?|weeks?))\z")]
    private static partial Regex DurationShape();

    [GeneratedRegex("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\\z")]
    private static partial Regex UuidShape();
}
