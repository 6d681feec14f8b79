namespace Cairn.Tidy.Tests.Rules;

/// <summary>
/// Exceptions from a limit, kept in a checked-in list of <c>what:number</c>. The numbers must be exact, so that they can only be lowered;
/// an entry that is needed no more must be removed. So what was mended once stays mended.
/// </summary>
internal static class Ratchet
{
    /// <summary>Compares what exceeds its limit with the list. <paramref name="unit"/> says what the number counts.</summary>
    public static IEnumerable<string> Check(IReadOnlyDictionary<string, int> found, IEnumerable<string> entries, Func<string, string> unit)
    {
        Dictionary<string, int> allowed = entries.Select(Split).ToDictionary();
        foreach ((string what, int number) in found)
        {
            if (!allowed.TryGetValue(what, out int entry))
            {
                yield return $"{what} has {number} {unit(what)}: mend it.";
            }
            else if (number > entry)
            {
                yield return $"{what} has grown from {entry} to {number} {unit(what)}: take out what was added, or more.";
            }
            else if (number < entry)
            {
                yield return $"{what} has shrunk from {entry} to {number} {unit(what)}: lower its entry, so that it stays so.";
            }
        }

        foreach (string what in allowed.Keys.Where(what => !found.ContainsKey(what)))
        {
            yield return $"{what} is good or gone: remove its entry.";
        }
    }

    private static KeyValuePair<string, int> Split(string entry)
    {
        int colon = entry.LastIndexOf(':');
        return new KeyValuePair<string, int>(entry[..colon], int.Parse(entry[(colon + 1)..]));
    }
}
