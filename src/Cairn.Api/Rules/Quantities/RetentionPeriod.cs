using System.Globalization;
using System.Text;

namespace Cairn.Api.Rules.Quantities;

/// <summary>
/// How long snapshots are kept, as in <c>1y2mo3w4d5h6m</c>: units in any order, a unit given twice counts once with its last number. A year has
/// 365 days and a month 30, so a period is the same length whenever it is applied.
/// </summary>
/// <param name="Years">Years of 365 days.</param>
/// <param name="Months">Months of 30 days.</param>
/// <param name="Weeks">Weeks.</param>
/// <param name="Days">Days.</param>
/// <param name="Hours">Hours.</param>
/// <param name="Minutes">Minutes.</param>
public sealed record RetentionPeriod(int Years, int Months, int Weeks, int Days, int Hours, int Minutes)
{
    private static readonly string[] Units = ["y", "mo", "w", "d", "h", "m"];

    private static readonly long MostMinutes = (long)TimeSpan.MaxValue.TotalMinutes;

    /// <summary>
    /// The length, at most about 29,000 years. It may be zero or negative, since negative numbers can be written; such a period must not be
    /// applied.
    /// </summary>
    public TimeSpan Length => TimeSpan.FromMinutes(Math.Clamp(
        Minutes + (60L * Hours) + (24 * 60 * (Days + (7L * Weeks) + (30L * Months) + (365L * Years))), -MostMinutes, MostMinutes));

    /// <summary>Whether the period is longer than nothing: any other would remove every snapshot there is.</summary>
    public bool IsPositive => Length > TimeSpan.Zero;

    /// <summary>The period with its units from the longest to the shortest; <c>0m</c> when there is none.</summary>
    public override string ToString()
    {
        int[] numbers = [Years, Months, Weeks, Days, Hours, Minutes];
        StringBuilder text = new();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{numbers[i]}{Units[i]}");
            }
        }

        return text.Length == 0 ? "0m" : text.ToString();
    }

    /// <summary>Reads a period; what went wrong is in <paramref name="problem"/>, fit to be shown. Blanks around it do not matter.</summary>
    public static bool TryParse(string? text, out RetentionPeriod? period, out string? problem)
    {
        period = null;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        problem = rest.IsEmpty ? "A retention period is empty: write numbers with the units y, mo, w, d, h or m, such as 30d or 1y6mo." : null;
        int[] numbers = new int[Units.Length];
        while (!rest.IsEmpty && problem is null)
        {
            problem = ReadPart(text!, ref rest, numbers);
        }

        if (problem is null)
        {
            period = new RetentionPeriod(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        }

        return problem is null;
    }

    /// <summary>Reads a period.</summary>
    /// <exception cref="FormatException">The text is none; the message says why.</exception>
    public static RetentionPeriod Parse(string text) =>
        TryParse(text, out RetentionPeriod? period, out string? problem) ? period! : throw new FormatException(problem);

    private static string? ReadPart(string text, ref ReadOnlySpan<char> rest, int[] numbers)
    {
        int digits = rest[0] == '-' ? 1 : 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }

        if (!int.TryParse(rest[..digits], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            || number is < -1_000_000 or > 1_000_000)
        {
            return $"'{text}' is not a retention period: '{rest}' does not start with a whole number of up to a million.";
        }

        rest = rest[digits..];
        int unit = rest.StartsWith("mo", StringComparison.Ordinal) ? 1 : rest.IsEmpty ? -1 : Array.IndexOf(Units, rest[..1].ToString());
        if (unit < 0)
        {
            return rest.IsEmpty
                ? $"'{text}' is not a retention period: the number {number} at its end has no unit (y, mo, w, d, h or m)."
                : $"'{text}' is not a retention period: '{rest[0]}' is no unit (y, mo, w, d, h or m; seconds are not counted).";
        }

        numbers[unit] = number;
        rest = rest[Units[unit].Length..];
        return null;
    }
}
