namespace Cairn.Restic.Retention;

/// <summary>What the snapshots of a group have in common.</summary>
/// <param name="Host">Their host; empty when not grouped by it.</param>
/// <param name="Paths">Their paths, sorted; empty when not grouped by them.</param>
/// <param name="Tags">Their tags, sorted; empty when not grouped by them.</param>
public sealed record SnapshotGroupKey(string Host, IReadOnlyList<string> Paths, IReadOnlyList<string> Tags) : IComparable<SnapshotGroupKey>
{
    /// <summary>Compares the texts of the parts.</summary>
    public bool Equals(SnapshotGroupKey? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Host, StringComparer.Ordinal);
        foreach (string part in Paths.Concat(Tags))
        {
            hash.Add(part, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>Orders by host, paths, tags; by their characters, not by a language.</summary>
    public int CompareTo(SnapshotGroupKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        int result = string.CompareOrdinal(Host, other.Host);
        result = result != 0 ? result : Compare(Paths, other.Paths);
        return result != 0 ? result : Compare(Tags, other.Tags);
    }

    /// <summary>For people: <c>host db-0, path [/dumpfile.sql]</c>.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        Host.Length > 0 ? $"host {Host}" : null,
        Paths.Count > 0 ? $"path [{string.Join(' ', Paths)}]" : null,
        Tags.Count > 0 ? $"tags [{string.Join(' ', Tags)}]" : null,
    }.OfType<string>());

    /// <summary>Whether one key comes before the other.</summary>
    public static bool operator <(SnapshotGroupKey left, SnapshotGroupKey right) => Comparer<SnapshotGroupKey>.Default.Compare(left, right) < 0;

    /// <summary>Whether one key comes after the other.</summary>
    public static bool operator >(SnapshotGroupKey left, SnapshotGroupKey right) => Comparer<SnapshotGroupKey>.Default.Compare(left, right) > 0;

    /// <summary>Whether one key comes before the other or is the same.</summary>
    public static bool operator <=(SnapshotGroupKey left, SnapshotGroupKey right) => Comparer<SnapshotGroupKey>.Default.Compare(left, right) <= 0;

    /// <summary>Whether one key comes after the other or is the same.</summary>
    public static bool operator >=(SnapshotGroupKey left, SnapshotGroupKey right) => Comparer<SnapshotGroupKey>.Default.Compare(left, right) >= 0;

    private static int Compare(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        for (int i = 0; i < left.Count && i < right.Count; i++)
        {
            int result = string.CompareOrdinal(left[i], right[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return left.Count.CompareTo(right.Count);
    }
}
