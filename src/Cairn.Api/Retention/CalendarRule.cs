using System.Globalization;

namespace Cairn.Api.Retention;

/// <summary>
/// One rule that keeps the newest Snapshot of each of so many hours, days, weeks, months or years. Works as restic's <c>forget --keep-*</c>:
/// only periods that have a Snapshot count, and while the count is not used up the oldest Snapshot stays too, so that the history
/// grows to its full length instead of losing its beginning.
/// </summary>
internal sealed class CalendarRule(string reason, int? count, Func<DateTime, long> periodOf)
{
    private int _left = count ?? 0;
    private long _lastPeriod = -1;

    public bool IsActive => _left != 0;

    /// <summary>The rules of a policy that are set. Snapshots are then offered to each, the newest first.</summary>
    public static List<CalendarRule> For(RetentionRules rules)
    {
        long serial = 0;
        CalendarRule[] all =
        [
            new("last", rules.Last, _ => serial++),
            new("hourly", rules.Hourly, time => ((time.Year * 366L) + time.DayOfYear) * 24 + time.Hour),
            new("daily", rules.Daily, time => (time.Year * 366L) + time.DayOfYear),
            new("weekly", rules.Weekly, time => (ISOWeek.GetYear(time) * 60L) + ISOWeek.GetWeekOfYear(time)),
            new("monthly", rules.Monthly, time => (time.Year * 12L) + time.Month),
            new("yearly", rules.Yearly, time => time.Year),
        ];
        return [.. all.Where(rule => rule.IsActive)];
    }

    /// <summary>The reason to keep the Snapshot, or null.</summary>
    public string? Offer(DateTime localTime, bool isOldest)
    {
        if (_left == 0)
        {
            return null;
        }

        long period = periodOf(localTime);
        bool isNew = period != _lastPeriod;
        if (!isNew && !isOldest)
        {
            return null;
        }

        _lastPeriod = period;
        _left -= _left > 0 ? 1 : 0;
        return isNew ? $"{reason} snapshot" : $"oldest {reason} snapshot";
    }
}
