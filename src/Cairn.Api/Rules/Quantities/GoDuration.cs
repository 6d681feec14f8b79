using System.Globalization;
using System.Text;

namespace Cairn.Api.Rules.Quantities;

/// <summary>
/// A length of time in nanoseconds, read and written as Go does it (<c>1h30m</c>, <c>21.570479502s</c>, <c>300ms</c>): the form of every
/// timeout, delay and duration of the API. Format: documentation of Go's package <c>time</c>, <c>ParseDuration</c> and <c>Duration.String</c>.
/// </summary>
/// <param name="Nanoseconds">The length; negative lengths exist.</param>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    /// <summary>No time.</summary>
    public static GoDuration Zero { get; }

    /// <summary>The same length as a <see cref="TimeSpan"/>, whose tick is 100 ns; what is finer is cut off.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <summary>The length of a <see cref="TimeSpan"/>; beyond about 292 years it is the longest that there is.</summary>
    public static GoDuration FromTimeSpan(TimeSpan value) =>
        new((long)Int128.Clamp((Int128)value.Ticks * 100, long.MinValue, long.MaxValue));

    /// <summary>Rounded to a multiple of a unit, halves away from zero, as statuses show durations (<c>42s</c>).</summary>
    /// <param name="unit">More than zero.</param>
    public GoDuration Round(GoDuration unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit.Nanoseconds, nameof(unit));
        Int128 size = unit.Nanoseconds;
        Int128 magnitude = Int128.Abs(Nanoseconds);
        Int128 rounded = (magnitude + (size / 2) + (size % 2)) / size * size;
        return new((long)Int128.Clamp(Nanoseconds < 0 ? -rounded : rounded, long.MinValue, long.MaxValue));
    }

    /// <summary>Rounded to whole seconds.</summary>
    public GoDuration RoundToSeconds() => Round(new(Second));

    /// <inheritdoc/>
    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Whether one is shorter than the other.</summary>
    public static bool operator <(GoDuration left, GoDuration right) => left.CompareTo(right) < 0;

    /// <summary>Whether one is longer than the other.</summary>
    public static bool operator >(GoDuration left, GoDuration right) => left.CompareTo(right) > 0;

    /// <summary>Whether one is not longer than the other.</summary>
    public static bool operator <=(GoDuration left, GoDuration right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one is not shorter than the other.</summary>
    public static bool operator >=(GoDuration left, GoDuration right) => left.CompareTo(right) >= 0;

    /// <summary>The length in Go's notation: <c>1h0m0s</c>, <c>1.5s</c>, <c>2µs</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        UInt128 size = (UInt128)Int128.Abs(Nanoseconds);
        StringBuilder text = new(Nanoseconds < 0 ? "-" : "");
        if (size < (ulong)Second)
        {
            (long unit, string name) = size == 0 ? (Second, "s")
                : size < (ulong)Microsecond ? (1L, "ns")
                : size < (ulong)Millisecond ? (Microsecond, "µs")
                : (Millisecond, "ms");
            return AppendFraction(text, (ulong)size, (ulong)unit).Append(name).ToString();
        }

        ulong hours = (ulong)(size / (ulong)Hour);
        ulong minutes = (ulong)(size / (ulong)Minute % 60);
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        }

        return AppendFraction(text, (ulong)(size % (ulong)Minute), (ulong)Second).Append('s').ToString();
    }

    /// <summary>Reads Go's notation; what went wrong is in <paramref name="problem"/>, fit to be shown.</summary>
    public static bool TryParse(string? text, out GoDuration value, out string? problem)
    {
        GoDurationReader reader = new(text ?? "");
        bool ok = reader.TryRead(out long nanoseconds, out problem);
        value = ok ? new(nanoseconds) : Zero;
        return ok;
    }

    /// <summary>Reads Go's notation.</summary>
    /// <exception cref="FormatException">The text is none; the message says why.</exception>
    public static GoDuration Parse(string text) =>
        TryParse(text, out GoDuration value, out string? problem) ? value : throw new FormatException(problem);

    private static StringBuilder AppendFraction(StringBuilder text, ulong amount, ulong unit)
    {
        text.Append(CultureInfo.InvariantCulture, $"{amount / unit}");
        if (amount % unit == 0)
        {
            return text;
        }

        int digits = (int)Math.Log10(unit);
        string fraction = (amount % unit).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return text.Append('.').Append(fraction);
    }
}
