using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>What is known about a Repository.</summary>
public sealed record RepositoryStatus
{
    /// <summary>Ready when it has been initialised, NotReady until then.</summary>
    [OneOf(typeof(StoragePhases))]
    public string? Phase { get; init; }

    /// <summary>When the last backup that succeeded was taken.</summary>
    public DateTimeOffset? LastBackupTime { get; init; }

    /// <summary>Whether the last check of every component found its data whole. Unset: never checked.</summary>
    public bool? Integrity { get; init; }

    /// <summary>How many Snapshots there are, failed ones included.</summary>
    public int? SnapshotCount { get; init; }

    /// <summary>Size of the stored data, such as 806 B.</summary>
    public string? Size { get; init; }

    /// <summary>The newest Snapshots, at most five.</summary>
    public IReadOnlyList<RecentSnapshot>? RecentSnapshots { get; init; }

    /// <summary>Directories of the restic repositories below this one, such as repository/v1/daily/dump.</summary>
    public IReadOnlyList<string>? ComponentPaths { get; init; }

    /// <summary>RepositoryInitialized.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
