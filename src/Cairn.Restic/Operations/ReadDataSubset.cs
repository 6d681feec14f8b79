using System.Globalization;
using System.Security.Cryptography;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Operations;

/// <summary>Which packs a check reads. Forms as in restic's <c>check --read-data-subset</c>.</summary>
public sealed class ReadDataSubset
{
    private readonly Func<IReadOnlyList<KeyValuePair<PackId, long>>, IEnumerable<KeyValuePair<PackId, long>>> _select;

    private ReadDataSubset(Func<IReadOnlyList<KeyValuePair<PackId, long>>, IEnumerable<KeyValuePair<PackId, long>>> select) => _select = select;

    /// <summary>No pack: only the structure is checked.</summary>
    public static ReadDataSubset None { get; } = new(_ => []);

    /// <summary>Every pack.</summary>
    public static ReadDataSubset All { get; } = new(packs => packs);

    /// <summary>
    /// Reads <c>n/t</c> (the n-th of t equal parts, the same packs every time, t up to 256), <c>5%</c> (so many packs, chosen anew each time) or a size
    /// such as <c>50G</c> (random packs of that size together).
    /// </summary>
    public static bool TryParse(string text, out ReadDataSubset subset)
    {
        ArgumentNullException.ThrowIfNull(text);
        subset = None;
        string[] parts = text.Split('/');
        if (parts.Length == 2)
        {
            bool isPart = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part)
                & int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parted);
            subset = new ReadDataSubset(packs => packs.Where(pack => pack.Key.Value.FirstByte % parted == part - 1));
            return isPart && part >= 1 && part <= parted && parted <= 256;
        }

        if (text.EndsWith('%'))
        {
            bool isNumber = double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
            subset = new ReadDataSubset(packs => Shuffled(packs).Take(packs.Count == 0 ? 0 : Math.Max(1, (int)(packs.Count * percent / 100))));
            return isNumber && percent is > 0 and <= 100;
        }

        bool isSize = UnusedLimit.TryParseSize(text, out long bytes) && bytes > 0;
        subset = new ReadDataSubset(packs => OfSize(Shuffled(packs), bytes));
        return isSize;
    }

    /// <summary>Chooses among the packs of a repository.</summary>
    public IEnumerable<KeyValuePair<PackId, long>> Select(IEnumerable<KeyValuePair<PackId, long>> packs) =>
        _select([.. packs.OrderBy(pack => pack.Key.Value)]);

    private static KeyValuePair<PackId, long>[] Shuffled(IReadOnlyList<KeyValuePair<PackId, long>> packs)
    {
        KeyValuePair<PackId, long>[] shuffled = [.. packs];
        RandomNumberGenerator.Shuffle(shuffled.AsSpan());
        return shuffled;
    }

    private static IEnumerable<KeyValuePair<PackId, long>> OfSize(IEnumerable<KeyValuePair<PackId, long>> packs, long bytes)
    {
        long taken = 0;
        return packs.TakeWhile(pack => (taken += pack.Value) <= bytes || taken == pack.Value);
    }
}
