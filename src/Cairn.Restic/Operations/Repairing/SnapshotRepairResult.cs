using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations.Repairing;

/// <summary>What a snapshot repair found and did about one snapshot.</summary>
/// <param name="Id">The damaged snapshot.</param>
/// <param name="Repaired">The snapshot that has what is left of it; null in a dry run, and when nothing can be read.</param>
/// <param name="Losses">What is missing, a line each.</param>
public sealed record SnapshotRepairResult(ResticSnapshotId Id, ResticSnapshotId? Repaired, IReadOnlyList<string> Losses);
