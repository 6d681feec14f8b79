using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo key list|add|remove|passwd</c>: the passwords of a repository.</summary>
internal static class KeyCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Command command = new("key", "Work with the keys of a repository, one for each password.");
        command.Add(CreateList(runner, repo));
        command.Add(CreateAdd(runner, repo));
        command.Add(CreateRemove(runner, repo));
        command.Add(CreatePasswd(runner, repo));
        return command;
    }

    private static Command CreatePasswd(CommandRunner runner, Option<string?> repo)
    {
        Option<string?> file = new("--new-password-file") { Description = "File with the new password. Without it, it is asked for." };
        Command command = new("passwd", "Replace the password that is in use. The others stay valid.") { file };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            string password = await ReadNewAsync(run, run.Parsed.GetValue(file), cancellationToken);
            await using RepositoryLock repositoryLock = await run.Repositories.LockAsync(repository, exclusive: true, cancellationToken);
            KeyId id = await repository.Keys.ChangePasswordAsync(password, cancellationToken);
            run.Reporter.Result(
                $"The password was changed; its key is {id.Value.ToShortString()}.",
                new JsonObject { ["message_type"] = "password_changed", ["id"] = id.ToString() });
        });
        return command;
    }

    private static Command CreateList(CommandRunner runner, Option<string?> repo)
    {
        Command command = new("list", "List the keys; * marks the one in use.");
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            IReadOnlyList<(KeyId Id, KeyFile File)> keys = await repository.Keys.ListAsync(cancellationToken);
            IReadOnlyList<IReadOnlyList<string>> rows =
            [
                .. keys.Select(key => (IReadOnlyList<string>)
                [
                    (key.Id == repository.Keys.Current ? "*" : " ") + key.Id.Value.ToShortString(),
                    key.File.Username ?? "",
                    key.File.Hostname ?? "",
                    key.File.Created.ToString("yyyy-MM-dd HH:mm:ss zzz"),
                ]),
            ];
            JsonArray json =
            [
                .. keys.Select(key => new JsonObject
                {
                    ["current"] = key.Id == repository.Keys.Current,
                    ["id"] = key.Id.ToString(),
                    ["userName"] = key.File.Username,
                    ["hostName"] = key.File.Hostname,
                    ["created"] = key.File.Created,
                }),
            ];
            run.Reporter.Result(Table.Format([" ID", "User", "Host", "Created"], rows), json);
        });
        return command;
    }

    private static Command CreateAdd(CommandRunner runner, Option<string?> repo)
    {
        Option<string?> file = new("--new-password-file") { Description = "File with the new password. Without it, it is asked for." };
        Command command = new("add", "Add a password. The others stay valid.") { file };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);
            string password = await ReadNewAsync(run, run.Parsed.GetValue(file), cancellationToken);
            await using RepositoryLock repositoryLock = await run.Repositories.LockAsync(repository, exclusive: false, cancellationToken);
            KeyId id = await repository.Keys.AddAsync(password, cancellationToken);
            run.Reporter.Result($"Added key {id.Value.ToShortString()}.", new JsonObject { ["message_type"] = "key_added", ["id"] = id.ToString() });
        });
        return command;
    }

    private static Command CreateRemove(CommandRunner runner, Option<string?> repo)
    {
        Argument<string> id = new("id") { Description = "The key's id, or the beginning of it." };
        Command command = new("remove", "Remove a password. The one in use is refused.") { id };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(repo), cancellationToken);

            // Exclusive, as restic has it: two that remove at the same time could remove the keys that each of them lives by.
            await using RepositoryLock repositoryLock = await run.Repositories.LockAsync(repository, exclusive: true, cancellationToken);
            string prefix = run.Parsed.GetValue(id)!;
            IReadOnlyList<(KeyId Id, KeyFile File)> keys = await repository.Keys.ListAsync(cancellationToken);
            List<KeyId> matches = [.. keys.Select(key => key.Id).Where(key => key.ToString().StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
            KeyId found = matches.Count == 1 && prefix.Length > 0
                ? matches[0]
                : throw new UsageException($"{matches.Count} keys begin with '{prefix}'. 'cairn repo key list' shows them.");
            await repository.Keys.RemoveAsync(found, cancellationToken);
            run.Reporter.Result($"Removed key {found.Value.ToShortString()}.", new JsonObject { ["message_type"] = "key_removed", ["id"] = found.ToString() });
        });
        return command;
    }

    private static async Task<string> ReadNewAsync(CommandRun run, string? file, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            return await PasswordSource.ReadFileAsync(file, cancellationToken);
        }

        if (run.Context.AskPassword is null)
        {
            throw new UsageException("No new password was given. Use --new-password-file.");
        }

        string? first = await PasswordSource.AskAsync("New password: ", run.Context, cancellationToken);
        string? second = first is null ? null : await PasswordSource.AskAsync("Again: ", run.Context, cancellationToken);
        return first is not null && first == second
            ? first
            : throw new UsageException("The two passwords are not the same, or empty; nothing was changed.");
    }
}
