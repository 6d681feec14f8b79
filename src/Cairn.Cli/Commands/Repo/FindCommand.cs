using System.CommandLine;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo find PATTERN…</c>: which snapshots have a file, or need a blob.</summary>
internal static class FindCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string[]> patterns = new("pattern")
        {
            Description = "Names or whole paths, with * and ?; with --blob, names of blobs.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> blob = new("--blob") { Description = "Find files that have a blob in their content." };
        Option<bool> ignoreCase = new("--ignore-case", "-i") { Description = "Take capital and small letters for the same." };
        SnapshotSelection selection = new();
        Command command = new("find", "Find files in all snapshots.") { patterns, blob, ignoreCase };
        selection.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            string[] wanted = run.Parsed.GetValue(patterns)!;
            Func<string, Node, bool> matches = run.Parsed.GetValue(blob)
                ? (_, node) => (node.Content ?? []).Any(id => wanted.Any(prefix => id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                : (path, node) => wanted.Any(pattern => Matches(pattern, path, node.Name, run.Parsed.GetValue(ignoreCase)));
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await selection.FindAsync(run.Parsed, repository, [], cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            int hits = 0;
            foreach ((ResticSnapshotId id, SnapshotFile file) in snapshots)
            {
                await foreach ((string path, Node node) in new SnapshotReader(repository).WalkAsync(id, file, cancellationToken))
                {
                    if (matches(path, node))
                    {
                        hits++;
                        Report(run, id, file, path, node);
                    }
                }
            }

            run.Reporter.Note($"{hits} match(es) in {snapshots.Count} snapshot(s).");
        });
        return command;
    }

    private static bool Matches(string pattern, string path, string name, bool ignoreCase) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? path : name, ignoreCase);

    private static void Report(CommandRun run, ResticSnapshotId id, SnapshotFile file, string path, Node node) => run.Reporter.Result(
        $"{id.Value.ToShortString()}  {file.Time:yyyy-MM-dd HH:mm:ss}  {ByteSize.Format((long)node.Size),12}  {path}",
        new JsonObject
        {
            ["message_type"] = "match",
            ["snapshot"] = id.ToString(),
            ["path"] = path,
            ["type"] = node.Type,
            ["size"] = node.Size,
            ["mtime"] = node.ModifiedTime,
        });
}
