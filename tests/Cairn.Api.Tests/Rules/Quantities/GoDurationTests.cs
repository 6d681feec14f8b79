using Cairn.Api.Rules.Quantities;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Quantities;

public class GoDurationTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_100, "1.1µs")]
    [InlineData(2_200_000, "2.2ms")]
    [InlineData(3_300_000_000, "3.3s")]
    [InlineData(245_000_000_000, "4m5s")]
    [InlineData(245_001_000_000, "4m5.001s")]
    [InlineData(18_367_001_000_000, "5h6m7.001s")]
    [InlineData(480_000_000_001, "8m0.000000001s")]
    [InlineData(3_600_000_000_000, "1h0m0s")]
    [InlineData(21_570_479_502, "21.570479502s")]
    [InlineData(-1_500_000_000, "-1.5s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void ToString_writes_what_Go_writes(long nanoseconds, string expected) => Assert.Equal(expected, new GoDuration(nanoseconds).ToString());

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("5s", 5_000_000_000)]
    [InlineData("+5s", 5_000_000_000)]
    [InlineData("5.s", 5_000_000_000)]
    [InlineData(".5s", 500_000_000)]
    [InlineData("1.004s", 1_004_000_000)]
    [InlineData("-1h", -3_600_000_000_000)]
    [InlineData("10us", 10_000)]
    [InlineData("12µs", 12_000)]
    [InlineData("12μs", 12_000)]
    [InlineData("1h2m3.5s", 3_723_500_000_000)]
    [InlineData("39h9m14.425s", 140_954_425_000_000)]
    [InlineData("0.3333333333333333333h", 1_200_000_000_000 - 1)]
    [InlineData("-9223372036854775808ns", long.MinValue)]
    [InlineData("9223372036854775.807us", long.MaxValue)]
    public void Parse_reads_what_Go_reads(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoDuration.Parse(text).Nanoseconds);

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData(".")]
    [InlineData(".s")]
    [InlineData("1d")]
    [InlineData("1m2")]
    [InlineData("1 m")]
    [InlineData("3000000h")]
    [InlineData("9223372036854775808ns")]
    [InlineData("99999999999999999999999999999999s")]
    public void TryParse_other_texts_are_refused_with_a_reason(string text)
    {
        Assert.False(GoDuration.TryParse(text, out _, out string? problem));
        Assert.Contains($"'{text}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_of_ToString_is_the_same() =>
        Gen.OneOf(Gen.Long, Gen.Long[-1_000_000, 1_000_000]).Sample(value =>
            Assert.Equal(value, GoDuration.Parse(new GoDuration(value).ToString()).Nanoseconds));

    [Theory]
    [InlineData("42.4s", "42s")]
    [InlineData("42.5s", "43s")]
    [InlineData("-42.5s", "-43s")]
    [InlineData("0.2s", "0s")]
    public void RoundToSeconds_rounds_halves_away_from_zero(string text, string expected) =>
        Assert.Equal(expected, GoDuration.Parse(text).RoundToSeconds().ToString());

    [Fact]
    public void TimeSpans_convert_there_and_back() =>
        Gen.Long[-9_000_000_000_000_000, 9_000_000_000_000_000].Sample(ticks =>
            Assert.Equal(TimeSpan.FromTicks(ticks), GoDuration.FromTimeSpan(TimeSpan.FromTicks(ticks)).ToTimeSpan()));
}
