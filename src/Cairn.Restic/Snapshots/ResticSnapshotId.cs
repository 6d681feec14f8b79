using Cairn.Storage;

namespace Cairn.Restic.Snapshots;

/// <summary>Names a restic snapshot: the SHA-256 of the snapshot file as stored.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct ResticSnapshotId(Sha256Id Value)
{
    /// <summary>The file in the backend that this identifier names.</summary>
    public FileHandle File => new(FileKind.Snapshot, Value.ToString());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
