using System.Globalization;

namespace Cairn.ControlPlane.Lists;

/// <summary>Shows spans of time as short as tables need them: at most two units, fewer the longer it is.</summary>
internal static class Ages
{
    /// <summary>Such as <c>45s</c>, <c>5m12s</c>, <c>3h</c> or <c>12d</c>.</summary>
    public static string Show(TimeSpan age)
    {
        long seconds = (long)age.TotalSeconds;
        (long minutes, long hours, long days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            < 600 => Two(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => $"{minutes}m",
            < 8 * 3600 => Two(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => $"{hours}h",
            < 8 * 86400 => Two(days, "d", hours % 24, "h"),
            < 2 * 365 * 86400 => $"{days}d",
            < 8L * 365 * 86400 => Two(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    /// <summary>The time since a moment; <c>&lt;unknown&gt;</c> when there is none.</summary>
    public static string Since(string? time, DateTimeOffset now) => time is null ? "<unknown>" : Between(time, null, now);

    /// <summary>The time from a moment to another one, or to now.</summary>
    public static string Between(string start, string? end, DateTimeOffset now) =>
        DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, out DateTimeOffset from)
            ? Show((DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, out DateTimeOffset to) ? to : now) - from) : "<unknown>";

    private static string Two(long large, string unit, long small, string smallUnit) =>
        small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{smallUnit}";
}
