using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>What became of one snapshot that was to be copied.</summary>
/// <param name="Source">The snapshot.</param>
/// <param name="Copy">Its copy in the other repository.</param>
/// <param name="IsNew">False: the copy was there already.</param>
public sealed record SnapshotCopyResult(ResticSnapshotId Source, ResticSnapshotId Copy, bool IsNew);
