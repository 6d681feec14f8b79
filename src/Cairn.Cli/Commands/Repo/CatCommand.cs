using System.CommandLine;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo cat KIND [ID]</c>: what a file or blob of the repository says, for debugging. Keys are shown without their secrets.</summary>
internal static class CatCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Argument<string> kind = new("kind") { Description = "config, snapshot, index, key, lock, tree or blob." };
        kind.AcceptOnlyFromAmong("config", "snapshot", "index", "key", "lock", "tree", "blob");
        Argument<string?> id = new("id")
        {
            Description = "Its id, or the beginning of it where that is clear; not for config.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("cat", "Show what a file or blob of the repository says, for debugging.") { kind, id };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            string what = run.Parsed.GetValue(kind)!;
            string? name = run.Parsed.GetValue(id);
            if (what == "config" == name is not null)
            {
                throw new UsageException(what == "config" ? "There is only one config; give no id." : $"Which {what}? Give its id.");
            }

            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);
            byte[] content = await new RepositoryViewer(repository).ReadAsync(what, name ?? "", cancellationToken);
            await WriteAsync(run, content, cancellationToken);
        });
        return command;
    }

    private static async Task WriteAsync(CommandRun run, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream output = run.Context.OpenOutput();
            await output.WriteAsync(content, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new OutputException(e);
        }
    }
}
