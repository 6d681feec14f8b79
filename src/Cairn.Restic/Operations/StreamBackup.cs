using System.Runtime.ExceptionServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;

namespace Cairn.Restic.Operations;

/// <summary>
/// Stores one stream as one file of a new snapshot, as <c>restic backup --stdin</c> does, but writes the snapshot only when the producer of the
/// stream says that it was complete.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Cut the stream and feed the pipeline until the stream ends.</item>
/// <item>Ask the producer whether it ended well. If not, its failure is the failure of the backup, and there is no snapshot.</item>
/// <item>The rest, from the tree to the snapshot that is read back, is <see cref="FilesBackup"/>'s.</item>
/// </list>
/// The index must be loaded before, so that a large index does not keep a database transaction open.
/// </remarks>
public sealed class StreamBackup(IReadOnlyList<BackupDestination> destinations)
{
    /// <summary>A backup into one repository.</summary>
    public StreamBackup(ResticRepository repository, RepositoryLock repositoryLock)
        : this([new BackupDestination(repository, repositoryLock, new TransferProgress())])
    {
    }

    /// <summary>
    /// Runs the backup into the only destination, and counts with <paramref name="progress"/> instead of the destination's own.
    /// <paramref name="confirmAsync"/> is called once, at the end of the stream, and throws when the stream is not to be trusted.
    /// </summary>
    public async Task<StreamBackupResult> RunAsync(
        Stream source,
        Func<CancellationToken, Task> confirmAsync,
        StreamBackupOptions options,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        BackupDestination destination = destinations[0] with { Progress = progress };
        BackupOutcome outcome = (await new StreamBackup([destination]).RunAsync(source, confirmAsync, options, cancellationToken))[0];
        if (outcome.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(outcome.Failure);
        }

        return outcome.Result!;
    }

    /// <summary>Runs the backup into all destinations; see <see cref="FilesBackup"/>.</summary>
    public Task<IReadOnlyList<BackupOutcome>> RunAsync(
        Stream source, Func<CancellationToken, Task> confirmAsync, StreamBackupOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(confirmAsync);
        ArgumentNullException.ThrowIfNull(options);
        ValidateName(options.FileName);
        return new FilesBackup(destinations).RunAsync(
            async (writer, stop) =>
            {
                FilePart part = await writer.StoreAsync(source, stop);
                await confirmAsync(stop);
                return [new BackupFile(options.FileName, [part])];
            },
            options,
            cancellationToken);
    }

    private static void ValidateName(string name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, $"'{name}' cannot be the name of the file in the snapshot; "
                + $"give a name without directories.");
        }
    }
}
