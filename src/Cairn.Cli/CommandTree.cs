using System.CommandLine;
using Cairn.Cli.Commands;
using Cairn.Cli.Commands.Job;
using Cairn.Cli.Commands.Operating;
using Cairn.Cli.Commands.Repo;
using Cairn.Cli.Options;

namespace Cairn.Cli;

/// <summary>Puts the commands together.</summary>
internal static class CommandTree
{
    private const string Description =
        """
        Backs up PostgreSQL into restic repositories and restores it.

        Environment: RESTIC_REPOSITORY or RESTIC_REPOSITORY_FILE; RESTIC_PASSWORD, RESTIC_PASSWORD_FILE or RESTIC_PASSWORD_COMMAND;
        RESTIC_COMPRESSION, RESTIC_PACK_SIZE, RESTIC_CACERT; AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION, AWS_PROFILE;
        and libpq's own for the database: PGHOST, PGPORT, PGUSER, PGDATABASE, PGPASSWORD, PGPASSFILE, PGSSLMODE.
        """;

    /// <summary>Makes the root command.</summary>
    public static RootCommand Create(CliContext context, Interruption? interruption)
    {
        GlobalOptions options = new();
        CommandRunner runner = new(context, options, interruption);
        RootCommand root = new(Description);
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        root.Add(BackupCommand.Create(runner));
        root.Add(RestoreCommand.Create(runner));
        root.Add(RepoCommand.Create(runner));
        root.Add(ValidateCommand.Create(runner));
        root.Add(CrdCommand.Create(runner));
        root.Add(UpCommand.Create(runner));
        root.Add(JobCommand.Create(runner));
        root.Add(JobCommand.CreateTriggerBackup(runner));
        root.Add(OperatorCommand.Create(runner));
        root.Add(VersionCommand.Create(runner));
        root.Add(DocsCommand.Create(runner, root));
        root.Add(DocsApiCommand.Create(runner));
        return root;
    }
}
