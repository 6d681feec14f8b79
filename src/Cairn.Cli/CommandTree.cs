using System.CommandLine;
using Cairn.Cli.Commands;
using Cairn.Cli.Commands.Repo;
using Cairn.Cli.Options;

namespace Cairn.Cli;

/// <summary>Puts the commands together.</summary>
internal static class CommandTree
{
    /// <summary>Makes the root command.</summary>
    public static RootCommand Create(CliContext context, Interruption? interruption)
    {
        GlobalOptions options = new();
        CommandRunner runner = new(context, options, interruption);
        RootCommand root = new("Backs up PostgreSQL into restic repositories and restores it.");
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        root.Add(BackupCommand.Create(runner));
        root.Add(RestoreCommand.Create(runner));
        root.Add(RepoCommand.Create(runner));
        root.Add(VersionCommand.Create(runner));
        root.Add(DocsCommand.Create(runner, root));
        return root;
    }
}
