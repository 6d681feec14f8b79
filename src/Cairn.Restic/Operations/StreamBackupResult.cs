using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>A backup that is stored and was read back.</summary>
/// <param name="Id">The snapshot's name.</param>
/// <param name="Snapshot">The snapshot, with its summary.</param>
public sealed record StreamBackupResult(ResticSnapshotId Id, SnapshotFile Snapshot);
