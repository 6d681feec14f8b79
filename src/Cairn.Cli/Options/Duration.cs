using System.Buffers;
using System.Globalization;

namespace Cairn.Cli.Options;

/// <summary>Durations as Go and Kubernetes write them: numbers with units h, m, s, ms, one behind the other.</summary>
internal static class Duration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];

    /// <summary>Parses a positive duration of at most 10,000 days; a bare 0 is allowed.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        double total = 0;
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0 && text != "0")
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            string tail = rest[digits..].ToString();
            (string unit, double milliseconds) = Array.Find(Units, unit => tail.StartsWith(unit.Unit, StringComparison.Ordinal));
            if (unit is null)
            {
                return false;
            }

            total += number * milliseconds;
            rest = rest[(digits + unit.Length)..];
        }

        if (total > TimeSpan.FromDays(10_000).TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(total);
        return text.Length > 0;
    }
}
