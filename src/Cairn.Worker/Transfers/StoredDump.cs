using Cairn.Postgres.Dump;
using Cairn.Restic;
using Cairn.Restic.Operations;

namespace Cairn.Worker.Transfers;

/// <summary>Stores what a dump reads as the files of a snapshot.</summary>
public static class StoredDump
{
    /// <summary>The key for the script's \restrict lines: only who can open the repository can know it.</summary>
    public static string RestrictKey(ResticRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return repository.Keys.DeriveSecret("restrict");
    }

    /// <summary>
    /// Runs the dump into all repositories, and tells for each what became of it. A dump that ends well but is empty although it should not be is a failure.
    /// </summary>
    /// <param name="destinations">The repositories: open, locked, their indexes loaded.</param>
    /// <param name="dump">The dump.</param>
    /// <param name="emptiness">Knows an empty dump.</param>
    /// <param name="options">What the snapshot is to say.</param>
    /// <param name="cancellationToken">Ends the dump.</param>
    public static Task<IReadOnlyList<BackupOutcome>> StoreAsync(
        IReadOnlyList<BackupDestination> destinations,
        DumpJob dump,
        EmptyDump emptiness,
        StreamBackupOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dump);
        ArgumentNullException.ThrowIfNull(emptiness);
        return new FilesBackup(destinations).RunAsync(
            async (writer, stop) =>
            {
                IReadOnlyList<DumpFile<FilePart>> files = await RunAsync(dump, emptiness, writer, stop);
                return [.. files.Select(file => new BackupFile(file.Name, file.Parts))];
            },
            options,
            cancellationToken);
    }

    private static async Task<IReadOnlyList<DumpFile<FilePart>>> RunAsync(
        DumpJob dump, EmptyDump emptiness, FilePartWriter writer, CancellationToken cancellationToken)
    {
        if (dump.IsParallel)
        {
            IReadOnlyList<DumpFile<FilePart>> files = await dump.RunAsync(writer.StoreAsync, cancellationToken);
            emptiness.ThrowIfEmpty(dump.Progress.Report());
            return files;
        }

        // Whether the program ended well is known behind its stream, and worth more than that it wrote nothing.
        WatchedStream? output = null;
        try
        {
            IReadOnlyList<DumpFile<FilePart>> files = await dump.RunAsync(
                (stream, stop) => writer.StoreAsync(output = new WatchedStream(stream), stop), cancellationToken);
            emptiness.ThrowIfEmpty(output!);
            return files;
        }
        finally
        {
            if (output is not null)
            {
                await output.DisposeAsync();
            }
        }
    }
}
