using Cairn.Postgres.Restore;
using Cairn.Restic.Operations;

namespace Cairn.Worker.Transfers;

/// <summary>The files of a snapshot for a restore.</summary>
/// <param name="files">The snapshot's files.</param>
public sealed class SnapshotContents(SnapshotFiles files) : IDumpContents
{
    /// <inheritdoc/>
    public long? LengthOf(string name) => files.LengthOf(name);

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) => files.ReadAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task CopyToAsync(string name, long offset, long length, Stream destination, CancellationToken cancellationToken) =>
        files.CopyToAsync(name, offset, length, destination, cancellationToken);
}
