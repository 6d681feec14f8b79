using Cairn.Api.Rules.Quantities;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Quantities;

public class ByteSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(781, "781 B")]
    [InlineData(1024, "1024 B")]
    [InlineData(1025, "1.001 KiB")]
    [InlineData(1088, "1.062 KiB")] // 1.0625: a tie goes to the even digit.
    [InlineData(1216, "1.188 KiB")] // 1.1875
    [InlineData(1271, "1.241 KiB")]
    [InlineData(1L << 20, "1024.000 KiB")]
    [InlineData((1L << 20) + 1, "1.000 MiB")]
    [InlineData(3L << 29, "1.500 GiB")]
    [InlineData(5L << 40, "5.000 TiB")]
    [InlineData(long.MaxValue, "8388608.000 TiB")]
    public void Format_shows_three_decimals_of_the_unit_exceeded(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));

    [Fact]
    public void TryParse_of_Format_is_within_half_of_the_last_decimal() =>
        Gen.Select(Gen.Long[0, 1L << 20], Gen.Int[0, 40]).Select((number, shift) => number << shift).Sample(bytes =>
        {
            Assert.True(ByteSize.TryParse(ByteSize.Format(bytes), out long read));
            long unit = bytes > 1L << 40 ? 1L << 40 : bytes > 1L << 30 ? 1L << 30 : bytes > 1L << 20 ? 1L << 20 : bytes > 1024 ? 1024 : 1;
            Assert.InRange(Math.Abs(read - bytes), 0, unit == 1 ? 0 : (unit / 2000) + 1);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5B")]
    [InlineData("5  B")]
    [InlineData("1.5 B")]
    [InlineData("-1 B")]
    [InlineData("1 KB")]
    [InlineData("1 kib")]
    [InlineData(" 1 KiB")]
    [InlineData("99999999999999 TiB")]
    [InlineData("9223372036854775808 B")]
    public void TryParse_other_notations_are_refused(string? text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void TryParse_any_text_never_throws() =>
        Gen.String[Gen.Char["0123456789. KMGTiB-,e"], 0, 30].Sample(text => !ByteSize.TryParse(text, out long bytes) || bytes >= 0);
}
