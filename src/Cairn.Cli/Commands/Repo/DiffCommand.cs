using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations.Comparing;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo diff BEFORE AFTER</c>.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string> before = new("before") { Description = "The first snapshot: its id, the beginning of it, or latest." };
        Argument<string> after = new("after") { Description = "The second snapshot." };
        Option<bool> metadata = new("--metadata") { Description = "Show changes of times, modes and owners too." };
        Command command = new("diff", "Show what changed from one snapshot to another: + added, - removed, M content, T kind, U properties.")
        {
            before, after, metadata,
        };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            (ResticSnapshotId Id, SnapshotFile File) first = await repository.Snapshots.FindAsync(run.Parsed.GetValue(before)!, cancellationToken);
            (ResticSnapshotId Id, SnapshotFile File) second = await repository.Snapshots.FindAsync(run.Parsed.GetValue(after)!, cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            SnapshotComparison comparison = new(repository);
            await foreach (SnapshotChange change in comparison.CompareAsync(first, second, run.Parsed.GetValue(metadata), cancellationToken))
            {
                run.Reporter.Result(
                    $"{change.Modifier,-5}{change.Path}",
                    new JsonObject { ["message_type"] = "change", ["path"] = change.Path, ["modifier"] = change.Modifier });
            }

            Report(run, first.Id, second.Id, await comparison.SumAsync(first, second, cancellationToken));
        });
        return command;
    }

    private static void Report(CommandRun run, ResticSnapshotId first, ResticSnapshotId second, SnapshotDifference sums) => run.Reporter.Result(
        $"""

        Entries   {sums.Added} added, {sums.Removed} removed, {sums.Changed} changed
        Added     {sums.AddedBlobs} blob(s), {ByteSize.Format(sums.AddedBytes)}
        Removed   {sums.RemovedBlobs} blob(s), {ByteSize.Format(sums.RemovedBytes)}
        """,
        new JsonObject
        {
            ["message_type"] = "statistics",
            ["source_snapshot"] = first.ToString(),
            ["target_snapshot"] = second.ToString(),
            ["changed_files"] = sums.Changed,
            ["added"] = new JsonObject { ["entries"] = sums.Added, ["blobs"] = sums.AddedBlobs, ["bytes"] = sums.AddedBytes },
            ["removed"] = new JsonObject { ["entries"] = sums.Removed, ["blobs"] = sums.RemovedBlobs, ["bytes"] = sums.RemovedBytes },
        });
}
