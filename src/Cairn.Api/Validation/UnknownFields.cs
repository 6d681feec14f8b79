namespace Cairn.Api.Validation;

/// <summary>What to say about a field that a kind does not have.</summary>
internal static class UnknownFields
{
    /// <summary>Names beyond this length are no typing errors.</summary>
    private const int MaxLength = 60;

    /// <summary>A sentence with the field that was probably meant.</summary>
    public static string Describe(string name, IEnumerable<string> known)
    {
        string? meant = name == "secret" && known.Contains("secretName") ? "secretName"
            : name.Length > MaxLength ? null
            : known.Select(other => (other, Distance: Distance(name, other)))
                .Where(item => item.Distance <= Math.Max(1, name.Length / 4))
                .OrderBy(item => item.Distance)
                .Select(item => item.other)
                .FirstOrDefault();
        return "is not a field of this kind, so it is dropped" + (meant is null ? "" : $": did you mean {meant}?");
    }

    /// <summary>How many letters have to be changed, added or removed; capitals count as small letters.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                int next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = row[j];
                row[j] = next;
            }
        }

        return row[^1];
    }
}
