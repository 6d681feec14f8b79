using System.CommandLine;
using System.Runtime.ExceptionServices;
using Cairn.Cli.Options;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Storage;

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

    /// <summary>
    /// Opens all of them. One of several that cannot be opened does not keep the others from their backup: its failure goes to
    /// <paramref name="failed"/>, and is the command's only when there is no other.
    /// </summary>
    public async Task OpenAsync(
        CommandRun run, List<ResticRepository> opened, List<(string Location, Exception Failure)> failed, CancellationToken cancellationToken)
    {
        string[] further = run.Parsed.GetValue(_alsoTo) ?? [];
        string[] files = run.Parsed.GetValue(_alsoPasswordFile) ?? [];
        if (files.Length > 0 && files.Length != further.Length)
        {
            throw new UsageException($"--also-password-file was given {files.Length} time(s) and --also-to {further.Length} time(s).");
        }

        string first = (await run.Repositories.LocateAsync(run.Parsed.GetValue(_to), cancellationToken)).ToString();
        await TryAsync(run, first, failed, async () => opened.Add(await run.Repositories.OpenAsync(run.Parsed.GetValue(_to), cancellationToken)));
        for (int i = 0; i < further.Length; i++)
        {
            string? file = files.Length > 0 ? files[i] : null;
            string place = further[i];
            await TryAsync(
                run, RepositoryOptions.Describe(place), failed, async () => opened.Add(await run.Repositories.OpenAsync(place, file, cancellationToken)));
        }

        ThrowWhenNoneIsLeft(opened.Count, failed);

        if (opened.DistinctBy(repository => repository.Config.Id).Count() < opened.Count)
        {
            throw new UsageException("The same repository was given twice.");
        }
    }

    /// <summary>Locks all of them and loads their indexes; failures are as with opening.</summary>
    public static async Task LockAsync(
        CommandRun run,
        IReadOnlyList<ResticRepository> repositories,
        List<BackupDestination> locked,
        List<(string Location, Exception Failure)> failed,
        CancellationToken cancellationToken)
    {
        foreach (ResticRepository repository in repositories)
        {
            await TryAsync(run, repository.Backend.Location, failed, async () =>
            {
                RepositoryLock repositoryLock = await run.Repositories.LockAndLoadIndexAsync(repository, cancellationToken);
                locked.Add(new BackupDestination(repository, repositoryLock, new TransferProgress()));
            });
        }

        ThrowWhenNoneIsLeft(locked.Count, failed);
    }

    private static async Task TryAsync(CommandRun run, string location, List<(string Location, Exception Failure)> failed, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is BackendException or RepositoryException { Kind: not RepositoryErrorKind.InvalidRequest })
        {
            run.Reporter.Detail($"{location} is left out: {e.Message}");
            failed.Add((location, e));
        }
    }

    private static void ThrowWhenNoneIsLeft(int left, List<(string Location, Exception Failure)> failed)
    {
        if (left == 0)
        {
            ExceptionDispatchInfo.Throw(failed[0].Failure);
        }
    }
}
