using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Option<bool> readData = new("--read-data") { Description = "Read and verify all data too, not only the structure." };
        Option<string?> readSubset = new("--read-data-subset")
        {
            Description = "Read and verify a part of the data: n/t (the n-th of t parts), a share (5%) or a size (50G) chosen at random.",
            HelpName = "part",
        };
        Command command = new("check", "Verify a repository and name every damaged file.") { readData, readSubset };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            ReadDataSubset data = ReadSubset(run.Parsed.GetValue(readData), run.Parsed.GetValue(readSubset));
            await using ResticRepository repository = await run.Repositories.OpenUncachedAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            TransferProgress progress = new();
            CheckResult result;
            await using (run.Reporter.ShowProgress("Checking", progress, totalBytes: null))
            {
                result = await new RepositoryCheck(repository).RunAsync(data, progress, cancellationToken);
            }

            Report(run, result);
        });
        return command;
    }

    private static ReadDataSubset ReadSubset(bool all, string? part)
    {
        if (part is null)
        {
            return all ? ReadDataSubset.All : ReadDataSubset.None;
        }

        return !all && ReadDataSubset.TryParse(part, out ReadDataSubset subset)
            ? subset
            : throw new UsageException("--read-data-subset takes n/t (t up to 256), a share (5%) or a size (50G), and not together with --read-data.");
    }

    private static void Report(CommandRun run, CheckResult result)
    {
        foreach (CheckFinding finding in result.Findings)
        {
            run.Reporter.Result(
                $"{(finding.IsError ? "error" : "note")}: {finding.Message}",
                new JsonObject { ["message_type"] = finding.IsError ? "error" : "note", ["message"] = finding.Message });
        }

        int errors = result.Findings.Count(finding => finding.IsError);
        run.Reporter.Result(
            $"{result.Snapshots} snapshot(s), {result.Packs} pack(s), {result.PacksRead} of them read: "
            + (errors == 0 ? "no errors were found." : $"{errors} error(s)."),
            new JsonObject
            {
                ["message_type"] = "summary",
                ["num_errors"] = errors,
                ["snapshots"] = result.Snapshots,
                ["packs"] = result.Packs,
                ["packs_read"] = result.PacksRead,
            });
        if (errors > 0)
        {
            throw new CheckFailedException(errors);
        }
    }
}
