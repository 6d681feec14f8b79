using System.CommandLine;
using Cairn.Cli.Commands;
using Cairn.Restic;

namespace Cairn.Cli.Options;

/// <summary>The options <c>--from-repo</c> and <c>--from-password-file</c>: a second repository, which is only read.</summary>
internal sealed class SourceRepositoryOptions
{
    private readonly Option<string?> _repository = new("--from-repo")
    {
        Description = "The repository to read from. Default: RESTIC_FROM_REPOSITORY.",
        HelpName = "repository",
    };

    private readonly Option<string?> _passwordFile = new("--from-password-file")
    {
        Description = "File with its password. Otherwise: RESTIC_FROM_PASSWORD_FILE, RESTIC_FROM_PASSWORD_COMMAND, RESTIC_FROM_PASSWORD, or a question.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_repository);
        command.Add(_passwordFile);
    }

    /// <summary>Opens the repository.</summary>
    public Task<ResticRepository> OpenAsync(CommandRun run, CancellationToken cancellationToken) =>
        run.Repositories.OpenSourceAsync(run.Parsed.GetValue(_repository), run.Parsed.GetValue(_passwordFile), cancellationToken);
}
