using System.Globalization;

namespace Cairn.Api.Rules.Quantities;

/// <summary>
/// Sizes as statuses show them: <c>781 B</c>, <c>1.241 KiB</c>. Up to and including 1024 bytes they are whole bytes; above, three decimals
/// of the largest unit that the size exceeds (1 MiB exactly is therefore <c>1024.000 KiB</c>), rounded half to even.
/// </summary>
public static class ByteSize
{
    private static readonly (string Unit, int Shift)[] Units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];

    /// <summary>The text for a number of bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static string Format(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        foreach ((string unit, int shift) in Units)
        {
            if (bytes > 1L << shift)
            {
                // In whole numbers: a double's last digit depends on the platform's rounding of ties, and these texts are compared.
                Int128 thousandths = DivideHalfToEven((Int128)bytes * 1000, Int128.One << shift);
                return string.Create(CultureInfo.InvariantCulture, $"{thousandths / 1000}.{(int)(thousandths % 1000):000} {unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
    }

    /// <summary>
    /// Reads what <see cref="Format"/> writes: a number, one space, a unit. The result differs from the original number by at most half of
    /// the last decimal, so totals are added up in bytes and never from texts.
    /// </summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        int space = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        if (text is null || space <= 0
            || !decimal.TryParse(text.AsSpan(0, space), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        string unit = text[(space + 1)..];
        int shift = unit == "B" ? 0 : Units.FirstOrDefault(item => item.Unit == unit).Shift;
        decimal factor = 1L << shift;
        if ((shift == 0 && (unit != "B" || number % 1 != 0)) || number > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)Math.Round(number * factor, MidpointRounding.ToEven);
        return true;
    }

    private static Int128 DivideHalfToEven(Int128 dividend, Int128 divisor)
    {
        (Int128 quotient, Int128 rest) = Int128.DivRem(dividend, divisor);
        Int128 twice = rest * 2;
        return twice > divisor || (twice == divisor && Int128.IsOddInteger(quotient)) ? quotient + 1 : quotient;
    }
}
