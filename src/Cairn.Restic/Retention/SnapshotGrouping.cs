using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Retention;

/// <summary>Groups snapshots as restic's <c>--group-by</c> does.</summary>
public static class SnapshotGrouping
{
    /// <summary>The grouping of restic's <c>forget</c> when none is asked for: by host and paths.</summary>
    public const SnapshotGroupBy Default = SnapshotGroupBy.Host | SnapshotGroupBy.Paths;

    /// <summary>Reads <c>host,paths,tags</c> or a part of it; nothing means one group for all.</summary>
    /// <exception cref="FormatException">A word is none of these.</exception>
    public static SnapshotGroupBy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(',').Select(word => word switch
        {
            "host" or "hosts" => SnapshotGroupBy.Host,
            "path" or "paths" => SnapshotGroupBy.Paths,
            "tag" or "tags" => SnapshotGroupBy.Tags,
            "" => SnapshotGroupBy.None,
            _ => throw new FormatException($"Snapshots cannot be grouped by '{word}'. Give host, paths and tags, separated by commas, or nothing."),
        }).Aggregate(SnapshotGroupBy.None, (all, one) => all | one);
    }

    /// <summary>Groups snapshots. Groups come in the order of their keys.</summary>
    public static IReadOnlyList<SnapshotGroup> Group(IEnumerable<(ResticSnapshotId Id, SnapshotFile File)> snapshots, SnapshotGroupBy by)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        return [.. snapshots
            .GroupBy(snapshot => KeyOf(snapshot.File, by))
            .OrderBy(group => group.Key)
            .Select(group => new SnapshotGroup(group.Key, [.. group]))];
    }

    private static SnapshotGroupKey KeyOf(SnapshotFile file, SnapshotGroupBy by) => new(
        by.HasFlag(SnapshotGroupBy.Host) ? file.Hostname ?? "" : "",
        by.HasFlag(SnapshotGroupBy.Paths) ? [.. (file.Paths ?? []).Order(StringComparer.Ordinal)] : [],
        by.HasFlag(SnapshotGroupBy.Tags) ? [.. (file.Tags ?? []).Order(StringComparer.Ordinal)] : []);
}
