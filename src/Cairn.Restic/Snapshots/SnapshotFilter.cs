namespace Cairn.Restic.Snapshots;

/// <summary>Selects snapshots by what they say of themselves. Empty lists select all; of a list, one match is enough.</summary>
public sealed record SnapshotFilter
{
    /// <summary>Hosts; compared exactly.</summary>
    /// <value>Default: none, every host is fine.</value>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Lists of tags: a snapshot must have all tags of at least one list. The empty tag stands for a snapshot without tags.</summary>
    /// <value>Default: none, all tags are fine.</value>
    public IReadOnlyList<IReadOnlyList<string>> Tags { get; init; } = [];

    /// <summary>Paths: a snapshot must have been made of all of them.</summary>
    /// <value>Default: none, all paths are fine.</value>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Tells whether the snapshot is selected.</summary>
    public bool Matches(SnapshotFile snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return (Hosts.Count == 0 || Hosts.Contains(snapshot.Hostname ?? "", StringComparer.Ordinal))
            && (Tags.Count == 0 || Tags.Any(list => Retention.KeepRules.HasTags(snapshot, list)))
            && Paths.All(path => (snapshot.Paths ?? []).Contains(path, StringComparer.Ordinal));
    }
}
