using System.CommandLine;

namespace Cairn.Cli.Commands.Repo;

/// <summary><c>cairn repo …</c>: the repository by hand.</summary>
internal static class RepoCommand
{
    public static Command Create(CommandRunner runner)
    {
        Option<string?> repo = new("--repo", "-r") { Description = "The repository. Default: RESTIC_REPOSITORY.", HelpName = "repository", Recursive = true };
        Command command = new("repo", "Work with a repository.") { repo };
        command.Add(InitCommand.Create(runner, repo));
        command.Add(SnapshotsCommand.Create(runner, repo));
        command.Add(LsCommand.Create(runner, repo));
        command.Add(DumpCommand.Create(runner, repo));
        command.Add(CheckCommand.Create(runner, repo));
        command.Add(ForgetCommand.Create(runner, repo));
        command.Add(PruneCommand.Create(runner, repo));
        command.Add(CopyCommand.Create(runner, repo));
        command.Add(RepairCommand.Create(runner, repo));
        command.Add(DiffCommand.Create(runner, repo));
        command.Add(FindCommand.Create(runner, repo));
        command.Add(CatCommand.Create(runner, repo));
        command.Add(StatsCommand.Create(runner, repo));
        command.Add(KeyCommand.Create(runner, repo));
        command.Add(UnlockCommand.Create(runner, repo));
        return command;
    }
}
