using System.CommandLine;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;

namespace Cairn.Cli.Commands;

/// <summary>The repositories of <c>cairn backup</c>: that of <c>--to</c>, and those of <c>--also-to</c>, which get the same stream.</summary>
internal sealed class BackupTargets
{
    private readonly Option<string?> _to = new("--to") { Description = "The repository. Default: RESTIC_REPOSITORY.", HelpName = "repository" };

    private readonly Option<string[]> _alsoTo = new("--also-to")
    {
        Description = "A further repository for the same backup, which reads the database only once; may be repeated.",
        HelpName = "repository",
    };

    private readonly Option<string[]> _alsoPasswordFile = new("--also-password-file")
    {
        Description = "File with the password of the repository of --also-to, in the same order. Without it, it is the same password.",
        HelpName = "file",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_to);
        command.Add(_alsoTo);
        command.Add(_alsoPasswordFile);
    }

    /// <summary>Opens all of them; one that cannot be opened ends the command before anything is read from the database.</summary>
    public async Task OpenAsync(CommandRun run, List<ResticRepository> opened, CancellationToken cancellationToken)
    {
        string[] further = run.Parsed.GetValue(_alsoTo) ?? [];
        string[] files = run.Parsed.GetValue(_alsoPasswordFile) ?? [];
        if (files.Length > 0 && files.Length != further.Length)
        {
            throw new UsageException($"--also-password-file was given {files.Length} time(s) and --also-to {further.Length} time(s).");
        }

        opened.Add(await run.Repositories.OpenAsync(run.Parsed.GetValue(_to), cancellationToken));
        for (int i = 0; i < further.Length; i++)
        {
            opened.Add(await run.Repositories.OpenAsync(further[i], files.Length > 0 ? files[i] : null, cancellationToken));
        }

        if (opened.DistinctBy(repository => repository.Config.Id).Count() < opened.Count)
        {
            throw new UsageException("The same repository was given twice.");
        }
    }

    /// <summary>Locks all of them and loads their indexes.</summary>
    public static async Task LockAsync(
        CommandRun run, IReadOnlyList<ResticRepository> repositories, List<BackupDestination> locked, CancellationToken cancellationToken)
    {
        foreach (ResticRepository repository in repositories)
        {
            RepositoryLock repositoryLock = await run.Repositories.LockAndLoadIndexAsync(repository, cancellationToken);
            locked.Add(new BackupDestination(repository, repositoryLock, new TransferProgress()));
        }
    }
}
