using Cairn.Postgres.Dump;
using Cairn.Restic;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands;

/// <summary>Stores what a dump reads as the files of a snapshot.</summary>
internal static class StoredDump
{
    /// <summary>The key for the script's \restrict lines: only who can open the repository can know it.</summary>
    public static string RestrictKey(ResticRepository repository) => repository.Keys.DeriveSecret("restrict");

    /// <summary>Runs the dump into all repositories.</summary>
    public static Task<IReadOnlyList<BackupOutcome>> StoreAsync(
        IReadOnlyList<BackupDestination> destinations, DumpJob dump, StreamBackupOptions options, CancellationToken cancellationToken) =>
        new FilesBackup(destinations).RunAsync(
            async (writer, stop) =>
            {
                IReadOnlyList<DumpFile<FilePart>> files = await dump.RunAsync(writer.StoreAsync, stop);
                return [.. files.Select(file => new BackupFile(file.Name, file.Parts))];
            },
            options,
            cancellationToken);
}
