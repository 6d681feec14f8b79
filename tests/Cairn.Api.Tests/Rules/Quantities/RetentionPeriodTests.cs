using Cairn.Api.Rules.Quantities;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Quantities;

public class RetentionPeriodTests
{
    [Theory]
    [InlineData("1y2mo3w4d5h6m", 1, 2, 3, 4, 5, 6)]
    [InlineData("6m5h", 0, 0, 0, 0, 5, 6)]
    [InlineData(" 30d ", 0, 0, 0, 30, 0, 0)]
    [InlineData("1mo1m", 0, 1, 0, 0, 0, 1)]
    [InlineData("5d7d", 0, 0, 0, 7, 0, 0)]
    [InlineData("-2d", 0, 0, 0, -2, 0, 0)]
    public void Parse_reads_units_in_any_order(string text, int years, int months, int weeks, int days, int hours, int minutes) =>
        Assert.Equal(new RetentionPeriod(years, months, weeks, days, hours, minutes), RetentionPeriod.Parse(text));

    [Theory]
    [InlineData("1y", 365 * 24)]
    [InlineData("1mo", 30 * 24)]
    [InlineData("1w", 7 * 24)]
    [InlineData("1d12h60m", 37)]
    public void Length_counts_fixed_days(string text, int hours) => Assert.Equal(TimeSpan.FromHours(hours), RetentionPeriod.Parse(text).Length);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("5")]
    [InlineData("1d5")]
    [InlineData("d")]
    [InlineData("-d")]
    [InlineData("30s")]
    [InlineData("1 d")]
    [InlineData("1.5d")]
    [InlineData("+1d")]
    [InlineData("1Y")]
    [InlineData("99999999999y")]
    public void TryParse_other_texts_are_refused_with_a_reason(string? text)
    {
        Assert.False(RetentionPeriod.TryParse(text, out _, out string? problem));
        Assert.Contains("retention period", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1m", true)]
    [InlineData("0d", false)]
    [InlineData("1h-60m", false)]
    [InlineData("-1d", false)]
    public void IsPositive_tells_periods_that_would_remove_everything(string text, bool expected) =>
        Assert.Equal(expected, RetentionPeriod.Parse(text).IsPositive);

    [Fact]
    public void Parse_of_ToString_is_the_same() =>
        Gen.Int[-1_000_000, 1_000_000].Array[6].Sample(n =>
        {
            RetentionPeriod period = new(n[0], n[1], n[2], n[3], n[4], n[5]);
            Assert.Equal(period, RetentionPeriod.Parse(period.ToString()));
            Assert.Equal(period.Length > TimeSpan.Zero, period.IsPositive);
        });

    [Fact]
    public void TryParse_any_text_never_throws() =>
        Gen.String[Gen.Char["0123456789-ymowdhs "], 0, 30].Sample(text =>
            RetentionPeriod.TryParse(text, out RetentionPeriod? period, out string? problem) ? period is not null : problem is not null);
}
