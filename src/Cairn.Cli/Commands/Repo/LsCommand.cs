using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo ls SNAPSHOT</c>.</summary>
internal static class LsCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string> snapshot = new("snapshot") { Description = "The snapshot: its id, the beginning of it, or latest." };
        Command command = new("ls", "List the files of a snapshot.") { snapshot };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            (ResticSnapshotId id, SnapshotFile file) = await repository.Snapshots.FindAsync(run.Parsed.GetValue(snapshot)!, cancellationToken);
            await repository.LoadIndexAsync(cancellationToken);
            await foreach ((string path, Node node) in new SnapshotReader(repository).WalkAsync(id, file, cancellationToken))
            {
                run.Reporter.Result(
                    $"{node.Type,-8}{ByteSize.Format((long)node.Size),12}  {node.ModifiedTime:yyyy-MM-dd HH:mm:ss}  {path}",
                    new JsonObject
                    {
                        ["message_type"] = "node",
                        ["name"] = node.Name,
                        ["type"] = node.Type,
                        ["path"] = path,
                        ["size"] = node.Size,
                        ["mtime"] = node.ModifiedTime,
                    });
            }
        });
        return command;
    }
}
