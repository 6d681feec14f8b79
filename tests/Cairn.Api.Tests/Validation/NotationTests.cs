using System.Text.Json;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Rules.Scheduling;
using CsCheck;

namespace Cairn.Api.Tests.Validation;

/// <summary>What is checked is what is later read: validation and the parsers agree about every text.</summary>
public sealed class NotationTests
{
    private const string Schedule = "spec.sessions.0.scheduler.schedule";
    private const string Timeout = "spec.sessions.0.backupTimeout";

    [Theory]
    [InlineData("@every 1h")]
    [InlineData("@daily")]
    [InlineData("CRON_TZ=Europe/Berlin 0 3 * * MON-FRI")]
    [InlineData("*/15 0-6,22 1 JAN ?")]
    [InlineData("0 0 29 2 *")]
    public void A_schedule_that_runs_is_good(string schedule) => Assert.Empty(Samples.Check("BackupConfiguration", Schedule, Json(schedule)));

    [Theory]
    [InlineData("99 99 99 99 99", "the field minute ('99')")]
    [InlineData("0 3 * * 7", "the field day of week ('7')")]
    [InlineData("0 3 L * *", "the field day of month ('L')")]
    [InlineData("@every soon", "is not a duration")]
    [InlineData("@every 10ms", "shorter than a second")]
    [InlineData("@fortnightly", "is none of @yearly")]
    [InlineData("TZ=Nowhere/City 0 3 * * *", "the time zone 'Nowhere/City' is not known here")]
    public void A_schedule_that_cannot_run_is_refused_with_the_reason_and_what_to_do(string schedule, string reason)
    {
        string line = Assert.Single(Samples.Check("BackupConfiguration", Schedule, Json(schedule)));
        Assert.StartsWith("spec.sessions[0].scheduler.schedule: the schedule '", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.EndsWith("write five fields, such as \"0 3 * * *\" for three o'clock, or @daily, or @every 6h", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schedule_that_is_never_due_is_warned_about() => Assert.Equal(
        ["spec.sessions[0].scheduler.schedule: warning: \"0 0 30 2 *\" is never due: no year has such a day, so nothing would ever run"],
        Samples.Check("BackupConfiguration", Schedule, Json("0 0 30 2 *")));

    [Theory]
    [InlineData("-1h", "\"-1h\" is negative: a length of time is 0s or more")]
    [InlineData("400000000h", "'400000000h' is too long for a duration: the longest is about 292 years")]
    [InlineData("1h30", "'1h30' is not a duration: the number at position 3 has no unit")]
    [InlineData("", "'' is not a duration: write numbers with units, such as 30s, 5m or 1h30m")]
    public void A_duration_that_is_none_is_refused_with_the_reason(string duration, string reason) => Assert.StartsWith(
        $"spec.sessions[0].backupTimeout: {reason}",
        Assert.Single(Samples.Check("BackupConfiguration", Timeout, Json(duration))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("-1d", "would remove every Snapshot")]
    [InlineData("1d-2d", "would remove every Snapshot")]
    [InlineData("2000000y", "does not start with a whole number of up to a million")]
    [InlineData("30", "has no unit")]
    public void A_period_that_must_not_be_applied_is_refused_with_the_reason(string period, string reason) => Assert.Contains(
        reason, Assert.Single(Samples.Check("RetentionPolicy", "spec.maxRetentionPeriod", Json(period))), StringComparison.Ordinal);

    [Fact]
    public void A_text_that_is_far_too_long_is_refused_and_not_quoted()
    {
        string line = Assert.Single(Samples.Check("BackupConfiguration", Schedule, Json(new string('*', 5000))));
        Assert.Contains("has 5000 characters", line, StringComparison.Ordinal);
        Assert.DoesNotContain("***", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_and_the_parsers_agree_about_every_text() =>
        Gen.String[Gen.OneOf(Gen.Char["0019 */-,hmdsyo.@"], Gen.Char[' ', '~']), 1, 12]
            .Where(text => text.Trim().Length > 0)
            .Sample(
                text =>
                {
                    Assert.Equal(CronSchedule.TryParse(text, null, out _, out _), IsGood("BackupConfiguration", Schedule, text));
                    Assert.Equal(
                        GoDuration.TryParse(text, out GoDuration duration, out _) && duration >= GoDuration.Zero,
                        IsGood("BackupConfiguration", Timeout, text));
                    Assert.Equal(
                        RetentionPeriod.TryParse(text, out RetentionPeriod? period, out _) && period!.IsPositive,
                        IsGood("RetentionPolicy", "spec.maxRetentionPeriod", text));
                },
                iter: 200);

    private static bool IsGood(string kind, string path, string text) =>
        !Samples.Check(kind, path, Json(text)).Any(line => !line.Contains(": warning: ", StringComparison.Ordinal));

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
