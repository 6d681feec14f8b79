namespace Cairn.Restic.Retention;

/// <summary>By what snapshots are grouped before keep rules are applied to each group. Can be combined.</summary>
[Flags]
public enum SnapshotGroupBy
{
    /// <summary>All snapshots are one group.</summary>
    None = 0,

    /// <summary>By the host that was backed up.</summary>
    Host = 1,

    /// <summary>By the set of paths that was backed up.</summary>
    Paths = 2,

    /// <summary>By the set of tags.</summary>
    Tags = 4,
}
