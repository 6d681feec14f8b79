using Cairn.Postgres.Dump.Parallel;
using Cairn.Restic;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Worker.Transfers;

/// <summary>The files of a parallel dump in a snapshot: one script, with its table of contents and its schema beside it.</summary>
public static class ParallelFiles
{
    /// <summary>The file that says where in the script everything is; see docs/toc-json.md.</summary>
    public const string TocName = "toc.json";

    /// <summary>The schema as an archive for pg_restore.</summary>
    public const string SchemaName = "schema.dump";

    /// <summary>Whether a script of this name can stand beside the other files.</summary>
    public static bool CanBeNamed(string script) => script is not (TocName or SchemaName);

    /// <summary>Whether a snapshot has been made by the parallel way, with this script.</summary>
    public static async Task<bool> HasTocAsync(
        ResticRepository repository, (ResticSnapshotId Id, SnapshotFile File) snapshot, string script, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        HashSet<string> names = [];
        await foreach ((string path, Node node) in new SnapshotReader(repository).WalkAsync(snapshot.Id, snapshot.File, cancellationToken))
        {
            names.UnionWith(node.IsFile ? [path] : Array.Empty<string>());
        }

        return snapshot.File.Paths.Contains($"/{script}") && names.Contains($"/{TocName}") && names.Contains($"/{SchemaName}");
    }

    /// <summary>The key for the script's \restrict lines: only who can open the repository can know it.</summary>
    public static string RestrictKey(ResticRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return repository.Keys.DeriveSecret("restrict");
    }

    /// <summary>Reads all parts of the dump at the same time and stores them.</summary>
    public static Task<IReadOnlyList<BackupOutcome>> StoreAsync(
        IReadOnlyList<BackupDestination> destinations,
        DumpSession dump,
        int jobs,
        StreamBackupOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dump);
        ArgumentNullException.ThrowIfNull(options);
        return new FilesBackup(destinations).RunAsync(
            async (writer, stop) =>
            {
                FilePart[] parts = new FilePart[dump.Parts.Count];
                await dump.RunAsync(jobs, async (part, stream, token) => parts[part.Number] = await writer.StoreAsync(stream, token), stop);
                FilePart toc = await writer.StoreAsync(new MemoryStream(dump.DescribeToc(options.FileName)), stop);
                FilePart schema = await writer.StoreAsync(new MemoryStream(dump.SchemaArchive.ToArray()), stop);
                return [new BackupFile(options.FileName, parts), new BackupFile(TocName, [toc]), new BackupFile(SchemaName, [schema])];
            },
            options,
            cancellationToken);
    }
}
