using Cairn.Postgres.Restore;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands;

/// <summary>The files of a snapshot for a restore.</summary>
internal sealed class SnapshotContents(SnapshotFiles files) : IDumpContents
{
    public long? LengthOf(string name) => files.LengthOf(name);

    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) => files.ReadAsync(name, cancellationToken);

    public Task CopyToAsync(string name, long offset, long length, Stream destination, CancellationToken cancellationToken) =>
        files.CopyToAsync(name, offset, length, destination, cancellationToken);
}
