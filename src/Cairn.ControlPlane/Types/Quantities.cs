using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Types;

/// <summary>Amounts with units, such as <c>500m</c>, <c>1.5Gi</c> or <c>2e3</c>, written in one way.</summary>
internal static partial class Quantities
{
    private const int LongestText = 64;
    private const int LargestExponent = 100;
    private const string Rule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>The same amount in the form in which it is stored: the largest unit without a fraction.</summary>
    /// <exception cref="JsonSyntaxException">It is no amount.</exception>
    public static string Canonical(string text)
    {
        Match match = Shape().Match(text);
        if (text.Length > LongestText || !match.Success)
        {
            throw new JsonSyntaxException(Rule);
        }

        string unit = match.Groups["unit"].Value;
        int binary = unit.Length == 2 ? Array.IndexOf(Binary, unit) : -1;
        BigInteger nano = Nano(match.Groups["number"].Value, binary > 0 ? BigInteger.Pow(1024, binary) : BigInteger.One, Exponent(unit, binary));
        BigInteger whole = BigInteger.Divide(nano, BigInteger.Pow(10, 9));
        bool isBinary = binary > 0 && BigInteger.Abs(whole) >= 1024 && whole * BigInteger.Pow(10, 9) == nano;
        return isBinary ? Scaled(whole, 1024, Binary, 0)
            : unit.Length > 1 && unit[0] is 'e' or 'E' && binary < 0 && unit != "E" ? Powers(nano)
            : Scaled(nano, 1000, Decimal, 0);
    }

    private static int Exponent(string unit, int binary)
    {
        if (binary > 0)
        {
            return 0;
        }

        if (Array.IndexOf(Decimal, unit) is >= 0 and var index)
        {
            return (index - 3) * 3;
        }

        return unit[0] is 'e' or 'E' && int.TryParse(unit.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
            && Math.Abs(exponent) <= LargestExponent ? exponent : throw new JsonSyntaxException(Rule);
    }

    /// <summary>The amount in billionths, rounded away from zero: what is asked for is never less than was written.</summary>
    private static BigInteger Nano(string number, BigInteger factor, int exponent)
    {
        string[] parts = number.TrimStart('+', '-').Split('.');
        string fraction = parts.Length > 1 ? parts[1] : "";
        BigInteger digits = BigInteger.Parse($"0{parts[0]}{fraction}", CultureInfo.InvariantCulture) * factor;
        int shift = 9 + exponent - fraction.Length;
        BigInteger amount = shift >= 0 ? digits * BigInteger.Pow(10, shift)
            : BigInteger.Divide(digits + BigInteger.Pow(10, -shift) - 1, BigInteger.Pow(10, -shift));
        return number[0] == '-' ? -amount : amount;
    }

    private static string Scaled(BigInteger amount, int step, string[] units, int at)
    {
        while (!amount.IsZero && at < units.Length - 1 && amount % step == 0)
        {
            amount /= step;
            at++;
        }

        return amount.IsZero ? "0" : $"{amount}{units[at]}";
    }

    private static string Powers(BigInteger nano)
    {
        int exponent = -9;
        while (!nano.IsZero && nano % 1000 == 0)
        {
            nano /= 1000;
            exponent += 3;
        }

        return nano.IsZero ? "0" : exponent == 0 ? $"{nano}" : $"{nano}e{exponent}";
    }

    [GeneratedRegex(@"^(?<number>[+-]?(\d+(\.\d*)?|\.\d+))(?<unit>n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
