using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Retention;

/// <summary>Snapshots to which keep rules are applied together.</summary>
/// <param name="Key">What they have in common.</param>
/// <param name="Snapshots">The snapshots, in the order in which they were given.</param>
public sealed record SnapshotGroup(SnapshotGroupKey Key, IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> Snapshots);
