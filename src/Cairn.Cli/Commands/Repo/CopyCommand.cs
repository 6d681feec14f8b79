using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo copy --from-repo SOURCE</c>.</summary>
internal static class CopyCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> ids = new("snapshot") { Description = "Snapshots of the source to copy. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        SourceRepositoryOptions from = new();
        SnapshotSelection selection = new();
        Command command = new("copy", "Copy snapshots from another repository into this one; those that are there already are passed over.") { ids };
        from.AddTo(command);
        selection.AddTo(command);
        runner.SetAction(
            command,
            async (run, cancellationToken) =>
            {
                await using ResticRepository source = await from.OpenAsync(run, cancellationToken);
                await using ResticRepository target = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
                await using RepositoryLock? sourceLock = await run.Repositories.LockForReadingAsync(source, cancellationToken);
                await using RepositoryLock targetLock = await run.Repositories.LockAndLoadIndexAsync(target, cancellationToken);
                IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots =
                    await selection.FindAsync(run.Parsed, source, run.Parsed.GetValue(ids) ?? [], cancellationToken);
                await source.LoadIndexAsync(cancellationToken);
                TransferProgress progress = new();
                IReadOnlyList<SnapshotCopyResult> results;
                await using (run.Reporter.ShowProgress("Copying", progress, totalBytes: null))
                {
                    results = await new SnapshotCopy(source, target, targetLock).RunAsync(snapshots, progress, cancellationToken);
                }

                Report(run, results);
            },
            whenStopped: "Snapshots that were copied completely are there; repeat the command for the rest.");
        return command;
    }

    private static void Report(CommandRun run, IReadOnlyList<SnapshotCopyResult> results)
    {
        foreach (SnapshotCopyResult result in results)
        {
            run.Reporter.Result(
                $"{result.Source.Value.ToShortString()} {(result.IsNew ? "was copied to" : "was there already as")} {result.Copy.Value.ToShortString()}",
                new JsonObject
                {
                    ["message_type"] = "copied",
                    ["source"] = result.Source.ToString(),
                    ["copy"] = result.Copy.ToString(),
                    ["new"] = result.IsNew,
                });
        }

        int copied = results.Count(result => result.IsNew);
        run.Reporter.Result(
            $"Copied {copied} of {results.Count} snapshot(s).",
            new JsonObject { ["message_type"] = "summary", ["copied"] = copied, ["snapshots"] = results.Count });
    }
}
