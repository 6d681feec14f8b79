using System.CommandLine;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo dump SNAPSHOT FILE</c>: the file's bytes, and nothing else, on the standard output.</summary>
internal static class DumpCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string> snapshot = new("snapshot") { Description = "The snapshot: its id, the beginning of it, or latest." };
        Argument<string> file = new("file") { Description = "The file's path in the snapshot." };
        Command command = new("dump", "Write a file of a snapshot to the standard output.") { snapshot, file };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            (ResticSnapshotId id, SnapshotFile snapshotFile) = await repository.Snapshots.FindAsync(run.Parsed.GetValue(snapshot)!, cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            SnapshotReader reader = new(repository);
            Node node = await reader.FindFileAsync(id, snapshotFile, run.Parsed.GetValue(file)!, cancellationToken);
            TransferProgress progress = new();
            await using Stream output = run.Context.OpenOutput();
            await using ProgressDisplay? display = run.Reporter.IsJson ? null : run.Reporter.ShowProgress("Reading", progress, (long)node.Size);
            await CopyAsync(reader, node, output, progress, cancellationToken);
        });
        return command;
    }

    private static async Task CopyAsync(SnapshotReader reader, Node node, Stream output, TransferProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await reader.CopyToAsync(node, output, progress, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(e);
        }
    }
}
