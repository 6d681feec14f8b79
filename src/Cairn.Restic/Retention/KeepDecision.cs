using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Retention;

/// <summary>What the keep rules say about one snapshot.</summary>
/// <param name="Id">The snapshot.</param>
/// <param name="File">Its content.</param>
/// <param name="Reasons">The rules that want it kept, in restic's words, such as <c>daily snapshot</c>. None: it is to be removed.</param>
public sealed record KeepDecision(ResticSnapshotId Id, SnapshotFile File, IReadOnlyList<string> Reasons)
{
    /// <summary>True if the snapshot stays.</summary>
    public bool Keep => Reasons.Count > 0;
}
