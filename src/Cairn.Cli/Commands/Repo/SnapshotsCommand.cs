using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo snapshots</c>.</summary>
internal static class SnapshotsCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> ids = new("snapshot") { Description = "Snapshots to list. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        SnapshotSelection selection = new();
        Command command = new("snapshots", "List the snapshots, oldest first.") { ids };
        selection.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots =
                await selection.FindAsync(run.Parsed, repository, run.Parsed.GetValue(ids) ?? [], cancellationToken);
            run.Reporter.Result(ToTable(snapshots), ToJson(snapshots));
        });
        return command;
    }

    private static string ToTable(IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots)
    {
        IReadOnlyList<IReadOnlyList<string>> rows =
        [
            .. snapshots.Select(snapshot => (IReadOnlyList<string>)
            [
                snapshot.Id.Value.ToShortString(),
                snapshot.File.Time.ToString("yyyy-MM-dd HH:mm:ss zzz"),
                snapshot.File.Hostname ?? "",
                string.Join(",", snapshot.File.Tags ?? []),
                string.Join(" ", snapshot.File.Paths),
                snapshot.File.Summary is { } summary ? ByteSize.Format(summary.TotalBytesProcessed) : "",
            ]),
        ];
        return Table.Format(["ID", "Time", "Host", "Tags", "Paths", "Size"], rows) + $"\n{snapshots.Count} snapshot(s)";
    }

    private static JsonArray ToJson(IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots) =>
        [.. snapshots.Select(snapshot =>
        {
            JsonNode node = snapshot.File.ToJson();
            node["id"] = snapshot.Id.ToString();
            node["short_id"] = snapshot.Id.Value.ToShortString();
            return node;
        })];
}
