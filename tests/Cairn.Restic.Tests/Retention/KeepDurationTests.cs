using System.Globalization;
using Cairn.Restic.Retention;

namespace Cairn.Restic.Tests.Retention;

public sealed class KeepDurationTests
{
    [Theory]
    [InlineData("1y5m7d2h", 1, 5, 7, 2)]
    [InlineData("2h1y", 1, 0, 0, 2)]
    [InlineData(" 48h ", 0, 0, 0, 48)]
    [InlineData("1d2d", 0, 0, 2, 0)]
    [InlineData("", 0, 0, 0, 0)]
    public void Parse_reads_numbers_with_units(string text, int years, int months, int days, int hours) =>
        Assert.Equal(new KeepDuration(years, months, days, hours), KeepDuration.Parse(text));

    [Theory]
    [InlineData("5")]
    [InlineData("d")]
    [InlineData("-5d")]
    [InlineData("5w")]
    [InlineData("5d 3h")]
    [InlineData("99999999999h")]
    public void Parse_refuses_what_is_no_duration(string text)
    {
        FormatException failure = Assert.Throws<FormatException>(() => KeepDuration.Parse(text));
        Assert.Contains("1y5m7d2h", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-03-31T12:00:00+02:00", "1m", "2024-03-02T12:00:00+02:00")]
    [InlineData("2023-03-31T12:00:00+02:00", "1m", "2023-03-03T12:00:00+02:00")]
    [InlineData("2024-02-29T00:30:00-05:00", "1y", "2023-03-01T00:30:00-05:00")]
    [InlineData("2024-01-01T00:30:00+00:00", "1h", "2023-12-31T23:30:00+00:00")]
    [InlineData("2024-05-31T00:00:00+00:00", "1y3m2d5h", "2023-02-28T19:00:00+00:00")]
    public void Before_counts_by_the_calendar_as_Go_does(string moment, string duration, string expected) =>
        Assert.Equal(Time(expected), KeepDuration.Parse(duration).Before(Time(moment)));

    [Theory]
    [InlineData("2147483647y")]
    [InlineData("2147483647m")]
    [InlineData("2147483647d")]
    [InlineData("2147483647h")]
    [InlineData("2023y12m1d")]
    public void Before_the_year_one_is_the_beginning_of_time(string duration) =>
        Assert.Equal(DateTimeOffset.MinValue, KeepDuration.Parse(duration).Before(Time("2024-01-01T01:00:00+14:00")));

    [Fact]
    public void ToString_gives_the_form_that_is_read() => Assert.Equal("1y5m7d2h", KeepDuration.Parse("2h7d5m1y").ToString());

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
