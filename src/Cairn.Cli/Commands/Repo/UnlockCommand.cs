using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Restic;
using Cairn.Storage;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo unlock</c>.</summary>
internal static class UnlockCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Option<bool> all = new("--remove-all") { Description = "Remove the locks of running holders too. Only when it is certain that none runs." };
        Command command = new("unlock", "Remove the locks that dead runs left behind.") { all };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            int removed = await repository.Locks.UnlockAsync(run.Parsed.GetValue(all), cancellationToken);
            Leftovers leftovers = await repository.RemoveLeftoversAsync(dryRun: false, cancellationToken);
            run.Reporter.Result(
                $"Removed {removed} lock(s)." + (leftovers.Files == 0 ? "" : $" Removed {leftovers.Files} half-written file(s) of runs that were killed."),
                new JsonObject { ["message_type"] = "unlocked", ["removed"] = removed, ["leftover_files"] = leftovers.Files });
        });
        return command;
    }
}
