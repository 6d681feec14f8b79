using System.Globalization;
using Cairn.Api.Rules.Scheduling;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Scheduling;

public class CronScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly DateTimeOffset Start = At("2026-01-01T00:00:00Z");

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Runs(CronSchedule schedule, string after, int count)
    {
        DateTimeOffset? time = At(after);
        for (int i = 0; i < count && time is { } previous && (time = schedule.Next(previous)) is { } next; i++)
        {
            yield return next.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("*/5 * * * *", "01-01 00:05 01-01 00:10 01-01 00:15")]
    [InlineData("0 2 * * *", "01-01 02:00 01-02 02:00 01-03 02:00")]
    [InlineData("30 1 * * MON-wed", "01-05 01:30 01-06 01:30 01-07 01:30")]
    [InlineData("0 0 1 feb,APR ?", "02-01 00:00 04-01 00:00 02-01 00:00")]
    [InlineData("10/20 0 * * *", "01-01 00:10 01-01 00:30 01-01 00:50")]
    [InlineData("5,*/30 0 1 1 *", "01-01 00:05 01-01 00:30 01-01 00:00")]
    [InlineData("0 0 */20 * *", "01-21 00:00 02-01 00:00 02-21 00:00")]
    [InlineData("0 0 31/5 * *", "01-31 00:00 03-31 00:00 05-31 00:00")]
    [InlineData("@hourly", "01-01 01:00 01-01 02:00 01-01 03:00")]
    [InlineData("@midnight", "01-02 00:00 01-03 00:00 01-04 00:00")]
    [InlineData("@weekly", "01-04 00:00 01-11 00:00 01-18 00:00")]
    [InlineData("@every 1h30m", "01-01 01:30 01-01 03:00 01-01 04:30")]
    public void Next_gives_the_runs_in_order(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Runs(CronSchedule.Parse(text), "2026-01-01T00:00:00Z", 3)));

    [Fact]
    public void Next_day_of_month_and_day_of_week_both_restricted_means_either()
    {
        // Fridays in February 2026 are the 6th, 13th, 20th and 27th.
        Assert.Equal(["02-06 00:00", "02-10 00:00", "02-13 00:00"], Runs(CronSchedule.Parse("0 0 10 * 5"), "2026-02-01T00:00:00Z", 3));

        // A star that steps restricts as well; a plain one among others does not.
        Assert.Equal(["02-01 00:00", "02-06 00:00", "02-11 00:00"], Runs(CronSchedule.Parse("0 0 */10 * 5"), "2026-01-31T12:00:00Z", 3));
        Assert.Equal(["02-06 00:00", "02-13 00:00"], Runs(CronSchedule.Parse("0 0 10,* * 5"), "2026-01-31T12:00:00Z", 2));
    }

    [Fact]
    public void Next_date_that_never_comes_is_null() => Assert.Null(CronSchedule.Parse("0 0 30 2 *").Next(Start));

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "03-29 01:00 03-30 00:30")] // Skipped by the change: at its end, 03:00 summer time.
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "10-25 00:30 10-26 01:30")] // Occurs twice: once.
    [InlineData("*/30 2 * * *", "2026-10-24T12:00:00Z", "10-25 00:00 10-25 00:30 10-25 01:00 10-25 01:30")]
    public void Next_changes_of_daylight_saving_time_neither_lose_nor_double_fixed_runs(string text, string after, string expected) =>
        Assert.Equal(expected, string.Join(' ', Runs(CronSchedule.Parse(text, Berlin), after, expected.Split(' ').Length / 2)));

    [Theory]
    [InlineData("CRON_TZ=Asia/Tokyo 0 9 * * *", "Asia/Tokyo")]
    [InlineData("TZ=Asia/Tokyo 0 9 * * *", "Asia/Tokyo")]
    [InlineData("0 9 * * *", "Europe/Berlin")]
    public void TryParse_time_zone_in_the_text_wins(string text, string zone)
    {
        CronSchedule schedule = CronSchedule.Parse(text, Berlin);
        Assert.Equal((zone, "0 9 * * *"), (schedule.TimeZone.Id, schedule.Text));
    }

    [Theory]
    [InlineData("", "has 0 fields")]
    [InlineData("* * * *", "has 4 fields")]
    [InlineData("0 0 0 * * *", "has 6 fields")]
    [InlineData("60 * * * *", "minute ('60'): '60' is not within 0 to 59")]
    [InlineData("* 24 * * *", "hour")]
    [InlineData("* * 0 * *", "day of month")]
    [InlineData("* * * 13 *", "month")]
    [InlineData("* * * * 7", "day of week ('7'): '7' is not within 0 to 6")]
    [InlineData("* 22-6 * * *", "begins after its end")]
    [InlineData("*/0 * * * *", "is 0")]
    [InlineData("1-2-3 * * * *", "no number, range or step")]
    [InlineData("1/2/3 * * * *", "no number, range or step")]
    [InlineData("-5 * * * *", "lacks a number")]
    [InlineData("* * L * *", "'L' is no number")]
    [InlineData("* * 15W * *", "'15W' is no number")]
    [InlineData("* * * * 1#2", "'1#2' is no number")]
    [InlineData("@reboot", "'@reboot' is none of @yearly")]
    [InlineData("@every 5", "no unit")]
    [InlineData("@every 10ms", "shorter than a second")]
    [InlineData("TZ=Nowhere/City 0 0 * * *", "time zone 'Nowhere/City' is not known")]
    public void TryParse_what_a_cluster_refuses_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(CronSchedule.TryParse(text, null, out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_any_text_never_throws() =>
        Gen.String[Gen.Char["0123456789*/,-? @LW#adefmnoirtuvy="], 0, 30].Sample(text =>
            CronSchedule.TryParse(text, null, out CronSchedule? schedule, out string? problem) ? schedule is not null : problem is not null);

    [Fact]
    public void Missed_is_what_stepping_through_the_runs_gives() =>
        Gen.Select(
            Gen.OneOf(Gen.Const("*/7 * * * *"), Gen.Const("0 3 * * *"), Gen.Const("15 4 1 * 5"), Gen.Const("@every 11m"), Gen.Const("* * 1 1 *")),
            Gen.Int[0, 3_000_000], Gen.Int[0, 600_000], Gen.Int[0, 2_000]).Sample((text, start, length, deadlineMinutes) =>
        {
            CronSchedule schedule = CronSchedule.Parse(text, Berlin);
            DateTimeOffset last = Start.AddMinutes(start);
            DateTimeOffset now = last.AddSeconds(length);
            TimeSpan? deadline = deadlineMinutes % 2 == 0 ? TimeSpan.FromMinutes(deadlineMinutes + 1) : null;

            List<DateTimeOffset> due = [];
            for (DateTimeOffset? next = schedule.Next(last); next <= now; next = schedule.Next(next.Value))
            {
                if (deadline is null || now - next.Value < deadline)
                {
                    due.Add(next.Value);
                }
            }

            MissedRuns missed = schedule.Missed(last, now, deadline);
            int slack = deadline is null ? 0 : 1; // A run exactly at the deadline may count.
            Assert.InRange(missed.Count, Math.Min(due.Count, 100), Math.Min(due.Count + slack, 100));
            Assert.True(missed.Latest == (due.Count == 0 ? null : due[^1]) || (due.Count == 0 && missed.Count == slack));
            Assert.True(!missed.IsMore || due.Count + slack > 100);
            Assert.True(missed.IsMore || due.Count <= 100);
        }, iter: 300);

    [Fact]
    public void Missed_years_of_minutes_end_with_the_latest_at_once()
    {
        MissedRuns missed = CronSchedule.Parse("* * * * *").Missed(At("1990-01-01T00:00:00Z"), At("2026-01-01T00:00:30Z"));
        Assert.Equal(new MissedRuns(At("2026-01-01T00:00:00Z"), 100, IsMore: true), missed);
        Assert.Equal(
            new MissedRuns(At("2026-01-01T00:00:30Z"), 100, IsMore: true),
            CronSchedule.Parse("@every 1s").Missed(At("1990-01-01T00:00:00Z"), At("2026-01-01T00:00:30Z")));
    }
}
