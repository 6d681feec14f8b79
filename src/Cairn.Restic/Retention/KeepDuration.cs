using System.Globalization;
using System.Text;

namespace Cairn.Restic.Retention;

/// <summary>
/// A span of calendar time such as <c>1y5m7d2h</c>, as the <c>--keep-within</c> rules take it. Source: restic's documentation of <c>forget</c>.
/// </summary>
/// <param name="Years">Calendar years, not negative.</param>
/// <param name="Months">Calendar months, not negative; written <c>m</c>.</param>
/// <param name="Days">Days, not negative.</param>
/// <param name="Hours">Hours, not negative.</param>
public readonly record struct KeepDuration(int Years, int Months, int Days, int Hours)
{
    private const int DaysPerYearAtMost = 366;

    /// <summary>True for the empty duration, which as a rule means that the rule is not set.</summary>
    public bool IsZero => Years == 0 && Months == 0 && Days == 0 && Hours == 0;

    /// <summary>
    /// Reads <c>1y5m7d2h</c>: numbers with a unit each, in any order; of a unit given twice the last one counts, as with restic. An empty text is
    /// the empty duration. False for everything else, negative numbers included.
    /// </summary>
    public static bool TryParse(string? text, out KeepDuration duration)
    {
        duration = default;
        KeepDuration result = default;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return false;
            }

            switch (rest[digits])
            {
                case 'y': result = result with { Years = number }; break;
                case 'm': result = result with { Months = number }; break;
                case 'd': result = result with { Days = number }; break;
                case 'h': result = result with { Hours = number }; break;
                default: return false;
            }

            rest = rest[(digits + 1)..];
        }

        duration = result;
        return true;
    }

    /// <summary>Like <see cref="TryParse"/>, but a text that is no duration is a <see cref="FormatException"/> that says what is.</summary>
    public static KeepDuration Parse(string text) => TryParse(text, out KeepDuration duration)
        ? duration
        : throw new FormatException($"'{text}' is not a duration. Give years, months, days and hours like 1y5m7d2h.");

    /// <summary>
    /// The moment that lies this long before another, in that one's offset from UTC. A day that a month does not have is counted on into the
    /// next month, as Go does: one month before March 31 is March 3, not February 28. What lies before the year 1 is the beginning of time.
    /// </summary>
    internal DateTimeOffset Before(DateTimeOffset moment)
    {
        long months = ((moment.Year - (long)Years) * 12) + moment.Month - 1 - Months;
        long year = months / 12;
        // Compared before the calendar is asked, which knows only the years 1 to 9999.
        if (months < 12 || year * DaysPerYearAtMost < Days || year * DaysPerYearAtMost * 24 < Hours)
        {
            return DateTimeOffset.MinValue;
        }

        DateTime first = new((int)year, (int)(months % 12) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        long ticks = first.Ticks + ((moment.Day - 1L - Days) * TimeSpan.TicksPerDay) + moment.TimeOfDay.Ticks - (Hours * TimeSpan.TicksPerHour);
        return ticks - moment.Offset.Ticks < 0 || ticks < 0 ? DateTimeOffset.MinValue : new DateTimeOffset(ticks, moment.Offset);
    }

    /// <summary>The form that <see cref="TryParse"/> reads; nothing for the empty duration.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((int number, char unit) in new[] { (Years, 'y'), (Months, 'm'), (Days, 'd'), (Hours, 'h') })
        {
            if (number != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
            }
        }

        return text.ToString();
    }
}
