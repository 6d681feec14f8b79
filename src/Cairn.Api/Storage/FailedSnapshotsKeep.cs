using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>How many Snapshots that failed are kept.</summary>
public sealed record FailedSnapshotsKeep
{
    /// <summary>The newest ones. Default: 1.</summary>
    [Default(1)]
    public int? Last { get; init; }
}
