using Cairn.Api.Rules.Quantities;
using Cronos;

namespace Cairn.Api.Rules.Scheduling;

/// <summary>
/// When a session runs: a cron expression of five fields, one of <c>@hourly</c>, <c>@daily</c>, <c>@midnight</c>, <c>@weekly</c>,
/// <c>@monthly</c>, <c>@yearly</c>, <c>@annually</c>, or <c>@every</c> with a duration. As in Kubernetes, and other than in plain Cronos, a run is due when
/// the day of month or the day of week matches if both are restricted.
/// <para>Daylight saving time: a fixed time that a change skips runs at the end of the gap, one that occurs twice runs once; expressions
/// that repeat within the day (with <c>*</c>, ranges or steps in minute or hour) simply follow the clock.</para>
/// </summary>
public sealed class CronSchedule
{
    private static readonly Dictionary<string, string> Macros = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly CronExpression[] _alternatives = [];
    private readonly TimeSpan _period;

    private CronSchedule(string text, TimeZoneInfo timeZone, TimeSpan period) => (Text, TimeZone, _period) = (text, timeZone, period);

    private CronSchedule(string text, TimeZoneInfo timeZone, CronExpression[] alternatives) =>
        (Text, TimeZone, _alternatives) = (text, timeZone, alternatives);

    /// <summary>The expression without a time zone before it.</summary>
    public string Text { get; }

    /// <summary>Whose clock the expression speaks of.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>
    /// Reads a schedule; what went wrong is in <paramref name="problem"/>, fit to be shown.
    /// </summary>
    /// <param name="text">The schedule. <c>CRON_TZ=Area/City</c> or <c>TZ=Area/City</c> before it names a time zone.</param>
    /// <param name="timeZone">The time zone when the text names none. Default: UTC.</param>
    /// <param name="schedule">The schedule, or null.</param>
    /// <param name="problem">What is wrong with the text, or null.</param>
    public static bool TryParse(string? text, TimeZoneInfo? timeZone, out CronSchedule? schedule, out string? problem)
    {
        schedule = null;
        problem = null;
        try
        {
            schedule = Read(text?.Trim() ?? "", timeZone ?? TimeZoneInfo.Utc);
        }
        catch (FormatException error)
        {
            problem = $"The schedule '{text}' cannot be read: {error.Message}.";
        }

        return schedule is not null;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The text is none; the message says why.</exception>
    public static CronSchedule Parse(string text, TimeZoneInfo? timeZone = null) =>
        TryParse(text, timeZone, out CronSchedule? schedule, out string? problem) ? schedule! : throw new FormatException(problem);

    /// <summary>The first run after a time; null when there is none before the year 2100 (30 February, say).</summary>
    /// <param name="time">The time; for <c>@every</c>, the run before.</param>
    public DateTimeOffset? Next(DateTimeOffset time) =>
        _alternatives.Length == 0
            ? (time + _period).AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond))
            : _alternatives.Min(item => item.GetNextOccurrence(time, TimeZone));

    /// <summary>
    /// The runs that were due after one time and up to another, for a controller that was away. Costs the same whether one run was missed or a
    /// million.
    /// </summary>
    /// <param name="last">The last run, or when the schedule came into being.</param>
    /// <param name="now">The time up to which runs are due, itself included.</param>
    /// <param name="startingDeadline">Runs due longer ago than this are given up. Default: none is.</param>
    public MissedRuns Missed(DateTimeOffset last, DateTimeOffset now, TimeSpan? startingDeadline = null)
    {
        DateTimeOffset earliest = startingDeadline is { } deadline && now - last > deadline ? now - deadline : last;
        DateTimeOffset? next = Next(earliest);
        if (_alternatives.Length == 0)
        {
            // Runs of a period follow from the last one; a deadline must not shift them.
            next = Next(last);
            long skipped = next < earliest ? (earliest - next.Value).Ticks / _period.Ticks : 0;
            next += TimeSpan.FromTicks(skipped * _period.Ticks);
            next += next < earliest ? _period : TimeSpan.Zero;
        }

        int count = 0;
        DateTimeOffset? latest = null;
        for (; next <= now && count < MissedRuns.CountLimit; next = Next(next.Value))
        {
            latest = next;
            count++;
        }

        return next <= now ? new(Latest(next.Value, now), count, IsMore: true) : new(latest, count, IsMore: false);
    }

    /// <summary>The last run up to a time, given one that is not after it.</summary>
    private DateTimeOffset Latest(DateTimeOffset known, DateTimeOffset now) =>
        _alternatives.Length == 0
            ? known + TimeSpan.FromTicks((now - known).Ticks / _period.Ticks * _period.Ticks)
            : _alternatives.Max(item => item.GetPreviousOccurrence(now, TimeZone, inclusive: true)) ?? known;

    private static CronSchedule Read(string text, TimeZoneInfo timeZone)
    {
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            string[] parts = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string id = parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..];
            return Read(parts.Length == 2 ? parts[1] : "", FindTimeZone(id));
        }

        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            return new(text, timeZone, ReadPeriod(text["@every ".Length..].Trim()));
        }

        if (text.StartsWith('@') && !Macros.ContainsKey(text))
        {
            throw new FormatException($"'{text}' is none of {string.Join(", ", Macros.Keys)} and '@every' with a duration");
        }

        return new(text, timeZone, ReadFields(Macros.GetValueOrDefault(text, text)));
    }

    private static CronExpression[] ReadFields(string text)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            throw new FormatException($"it has {fields.Length} fields, not five (minute, hour, day of month, month, day of week)");
        }

        string clock = $"{CronField.Minute(fields[0]).Text} {CronField.Hour(fields[1]).Text}";
        CronField day = CronField.DayOfMonth(fields[2]);
        string month = CronField.Month(fields[3]).Text;
        CronField weekday = CronField.DayOfWeek(fields[4]);
        string[] texts = day.IsStar || weekday.IsStar
            ? [$"{clock} {day.Text} {month} {weekday.Text}"]
            : [$"{clock} {day.Text} {month} *", $"{clock} * {month} {weekday.Text}"];
        return [.. texts.Select(item => CronExpression.Parse(item, CronFormat.Standard))];
    }

    private static TimeSpan ReadPeriod(string text)
    {
        if (!GoDuration.TryParse(text, out GoDuration period, out string? problem))
        {
            throw new FormatException(problem!.TrimEnd('.'));
        }

        long seconds = period.Nanoseconds / 1_000_000_000;
        return seconds > 0 ? TimeSpan.FromSeconds(seconds) : throw new FormatException($"the period '{text}' is shorter than a second");
    }

    private static TimeZoneInfo FindTimeZone(string id) =>
        id.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone
            : throw new FormatException($"the time zone '{id}' is not known here; names are such as Europe/Berlin, and need the system's time zone data");
}
