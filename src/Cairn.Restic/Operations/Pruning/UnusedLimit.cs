using System.Globalization;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>How much space that nobody uses may stay in a repository: a share of its size, or a number of bytes.</summary>
/// <param name="Percent">Share of the whole repository's size after the prune, from 0 to below 100; ignored when <paramref name="Bytes"/> is set.</param>
/// <param name="Bytes">Number of bytes; null for a share.</param>
public readonly record struct UnusedLimit(double Percent, long? Bytes = null)
{
    /// <summary>restic's default: 5 %.</summary>
    public static UnusedLimit Default => new(5);

    /// <summary>Nothing is repacked for the sake of space; only packs without any used blob go.</summary>
    public static UnusedLimit Unlimited => new(0, long.MaxValue);

    /// <summary>Reads <c>5%</c>, <c>unlimited</c>, or a size such as <c>0</c>, <c>200M</c>, <c>1G</c> (powers of 1024), as restic does.</summary>
    public static bool TryParse(string text, out UnusedLimit limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        limit = default;
        if (text == "unlimited")
        {
            limit = Unlimited;
            return true;
        }

        if (text.EndsWith('%'))
        {
            bool isNumber = double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
            limit = new UnusedLimit(percent);
            return isNumber && percent is >= 0 and < 100;
        }

        bool isSize = TryParseSize(text, out long bytes);
        limit = new UnusedLimit(0, bytes);
        return isSize;
    }

    /// <summary>Reads a size in bytes with an optional unit K, M, G or T (powers of 1024, a <c>B</c> or <c>iB</c> may follow).</summary>
    public static bool TryParseSize(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        string number = text.ToUpperInvariant().Replace("IB", "", StringComparison.Ordinal).TrimEnd('B');
        int power = number.Length == 0 ? -1 : "KMGT".IndexOf(number[^1], StringComparison.Ordinal);
        number = power < 0 ? number : number[..^1];
        bool isNumber = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        int shift = 10 * (power + 1);
        isNumber &= bytes <= long.MaxValue >> shift;
        bytes <<= shift;
        return isNumber;
    }

    /// <summary>The limit in bytes for a repository with so many bytes in use.</summary>
    public long For(long usedBytes) => Bytes ?? (long)(usedBytes * Percent / (100 - Percent));
}
