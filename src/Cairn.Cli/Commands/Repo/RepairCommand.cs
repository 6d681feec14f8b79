using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations.Repairing;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo repair index|snapshots</c>.</summary>
internal static class RepairCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Command command = new("repair", "Save what can be saved in a damaged repository.");
        command.Add(CreateIndex(runner, repo));
        command.Add(CreateSnapshots(runner, repo));
        return command;
    }

    private static Command CreateIndex(CommandRunner runner, Option<string?> repo)
    {
        Option<bool> all = new("--read-all-packs") { Description = "Read the header of every pack, also of those that seem fine." };
        Option<bool> dryRun = DryRunOption();
        Command command = new("index", "Make the index say what the packs hold.") { all, dryRun };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            bool isDry = run.Parsed.GetValue(dryRun);
            await using ResticRepository repository = await run.Repositories.OpenUncachedAsync(run.Parsed.GetValue(repo), cancellationToken);
            IndexRepairResult result = await new IndexRepair(repository, run.Repositories.LockOptions)
                .RunAsync(run.Parsed.GetValue(all), isDry, cancellationToken);
            foreach (string problem in result.Problems)
            {
                run.Reporter.Result($"not readable: {problem}", new JsonObject { ["message_type"] = "problem", ["message"] = problem });
            }

            run.Reporter.Result(
                $"{(isDry ? "The index would have" : "The index has")} {result.Blobs} blob(s) of {result.KeptPacks + result.ReadPacks} pack(s); "
                + $"{result.ReadPacks} pack(s) were read, {result.MissingPacks} are missing.",
                new JsonObject
                {
                    ["message_type"] = "index_repaired",
                    ["dry_run"] = isDry,
                    ["kept_packs"] = result.KeptPacks,
                    ["read_packs"] = result.ReadPacks,
                    ["missing_packs"] = result.MissingPacks,
                    ["blobs"] = result.Blobs,
                    ["problems"] = result.Problems.Count,
                });
        });
        return command;
    }

    private static Command CreateSnapshots(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> ids = new("snapshot") { Description = "Snapshots to look at. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> forget = new("--forget") { Description = "Forget the damaged snapshots once their repaired versions are stored." };
        Option<bool> dryRun = DryRunOption();
        SnapshotSelection selection = new();
        Command command = new("snapshots", "Make new snapshots of what is left of damaged ones. Repair the index before.") { ids, forget, dryRun };
        selection.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenUncachedAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock repositoryLock = await run.Repositories.LockAndLoadIndexAsync(repository, cancellationToken);
            IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots =
                await selection.FindAsync(run.Parsed, repository, run.Parsed.GetValue(ids) ?? [], cancellationToken);
            IReadOnlyList<SnapshotRepairResult> results = await new SnapshotRepair(repository, repositoryLock)
                .RunAsync(snapshots, run.Parsed.GetValue(forget), run.Parsed.GetValue(dryRun), cancellationToken);
            Report(run, results, snapshots.Count);
        });
        return command;
    }

    private static Option<bool> DryRunOption() => new("--dry-run", "-n") { Description = "Change nothing, and say what would be done." };

    private static void Report(CommandRun run, IReadOnlyList<SnapshotRepairResult> results, int looked)
    {
        foreach (SnapshotRepairResult result in results)
        {
            string outcome = result.Repaired is { } repaired ? $"repaired as {repaired.Value.ToShortString()}" : "damaged";
            run.Reporter.Result(
                $"{result.Id.Value.ToShortString()} is {outcome}:" + string.Concat(result.Losses.Select(loss => $"\n  {loss}")),
                new JsonObject
                {
                    ["message_type"] = "snapshot_repaired",
                    ["snapshot"] = result.Id.ToString(),
                    ["repaired"] = result.Repaired?.ToString(),
                    ["losses"] = new JsonArray([.. result.Losses.Select(loss => (JsonNode)loss)]),
                });
        }

        run.Reporter.Result(
            $"{results.Count} of {looked} snapshot(s) are damaged.",
            new JsonObject { ["message_type"] = "summary", ["damaged"] = results.Count, ["snapshots"] = looked });
    }
}
