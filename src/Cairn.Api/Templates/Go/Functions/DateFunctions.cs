using Cairn.Api.Rules.Quantities;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Times, in UTC unless a zone is named. Source: sprig's documentation, "Date Functions".</summary>
internal static class DateFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("now", 0, 0, arguments => arguments.Budget.Clock.GetUtcNow()),
        new("date", 2, 2, arguments => GoDateLayout.Format(Time(arguments, 1), arguments.Text(0))),
        new("htmlDate", 1, 1, arguments => GoDateLayout.Format(Time(arguments, 0), "2006-01-02")),
        new("dateInZone", 3, 3, InZone),
        new("date_in_zone", 3, 3, InZone),
        new("htmlDateInZone", 2, 2, arguments => GoDateLayout.Format(ToZone(Time(arguments, 0), arguments.Text(1)), "2006-01-02")),
        new("dateModify", 2, 2, arguments => Modify(arguments, isStrict: false)),
        new("date_modify", 2, 2, arguments => Modify(arguments, isStrict: false)),
        new("mustDateModify", 2, 2, arguments => Modify(arguments, isStrict: true)),
        new("toDate", 2, 2, arguments => GoDateLayout.TryParse(arguments.Text(0), arguments.Text(1), out DateTimeOffset time) ? time
            : new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        new("mustToDate", 2, 2, arguments => GoDateLayout.TryParse(arguments.Text(0), arguments.Text(1), out DateTimeOffset time) ? time
            : throw arguments.Fault($"'{arguments.Text(1)}' does not look like '{arguments.Text(0)}'")),
        new("unixEpoch", 1, 1, arguments => arguments[0] is DateTimeOffset time
            ? time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : throw arguments.Fault("argument 1 must be a time")),
        new("duration", 1, 1, arguments => FromSeconds(arguments.AnyNumber(0)).ToString()),
    ];

    /// <summary>A time, or seconds since 1970; anything else is now, as in sprig.</summary>
    private static DateTimeOffset Time(TemplateArguments arguments, int index) => arguments[index] switch
    {
        DateTimeOffset time => time,
        long seconds and >= -62_000_000_000 and <= 253_000_000_000 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        _ => arguments.Budget.Clock.GetUtcNow(),
    };

    private static string InZone(TemplateArguments arguments) =>
        GoDateLayout.Format(ToZone(Time(arguments, 1), arguments.Text(2)), arguments.Text(0));

    /// <summary>A zone that is not known is UTC, as in sprig.</summary>
    private static DateTimeOffset ToZone(DateTimeOffset time, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? known) ? TimeZoneInfo.ConvertTime(time, known) : time.ToUniversalTime();

    private static DateTimeOffset Modify(TemplateArguments arguments, bool isStrict)
    {
        DateTimeOffset time = Time(arguments, 1);
        if (!GoDuration.TryParse(arguments.Text(0), out GoDuration duration, out string? problem))
        {
            return isStrict ? throw arguments.Fault(problem!) : time;
        }

        long ticks = time.UtcTicks + duration.ToTimeSpan().Ticks;
        return ticks > TimeSpan.TicksPerDay && ticks < DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay ? time + duration.ToTimeSpan()
            : throw arguments.Fault("the time leaves the years 1 to 9999");
    }

    private static GoDuration FromSeconds(long seconds) => new((long)Int128.Clamp((Int128)seconds * 1_000_000_000, long.MinValue, long.MaxValue));
}
