using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Restic;
using Cairn.Restic.Chunking;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo init</c>.</summary>
internal static class InitCommand
{
    public static Command Create(CommandRunner runner, Option<string?> repo)
    {
        Option<int> version = new("--repository-version")
        {
            Description = "Format version, 1 or 2. Version 1 has no compression.",
            DefaultValueFactory = _ => 2,
        };
        Option<bool> copyParameters = new("--copy-chunker-params")
        {
            Description = "Cut streams as the repository of --from-repo does, so that copies between the two recognise each other's data.",
        };
        SourceRepositoryOptions from = new();
        Command command = new("init", "Create a repository, which the given password opens.") { version, copyParameters };
        from.AddTo(command);
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            Polynomial? polynomial = null;
            if (run.Parsed.GetValue(copyParameters))
            {
                await using ResticRepository source = await from.OpenAsync(run, cancellationToken);
                polynomial = source.Config.ChunkerPolynomial;
            }

            await using ResticRepository repository =
                await run.Repositories.InitAsync(run.Parsed.GetValue(repo), run.Parsed.GetValue(version), polynomial, cancellationToken);
            run.Reporter.Result(
                $"Created repository {repository.Config.Id[..10]} at {repository.Backend.Location}.\n"
                + "Keep the password safe: without it nobody can read the backups.",
                new JsonObject { ["message_type"] = "initialized", ["id"] = repository.Config.Id, ["repository"] = repository.Backend.Location });
        });
        return command;
    }
}
