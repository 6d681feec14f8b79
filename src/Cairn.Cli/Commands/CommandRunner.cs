using System.CommandLine;
using System.CommandLine.Parsing;
using Cairn.Cli.Options;
using Cairn.Cli.Output;

namespace Cairn.Cli.Commands;

/// <summary>Runs a command's action with its reporter and options, and turns every failure into a message and an exit code.</summary>
internal sealed class CommandRunner(CliContext context, GlobalOptions options, Interruption? interruption)
{
    /// <summary>The options that every command takes.</summary>
    public GlobalOptions Options => options;

    /// <summary>The world around the command.</summary>
    public CliContext Context => context;

    /// <summary>Sets what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="action">What it does.</param>
    /// <param name="takesPassThrough">Whether arguments behind <c>--</c> are for it.</param>
    /// <param name="whenStopped">What a signal left behind, for the last message; null: nothing worth saying.</param>
    public void SetAction(
        Command command, Func<CommandRun, CancellationToken, Task> action, bool takesPassThrough = false, string? whenStopped = null)
    {
        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(RefuseOptions);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, action, takesPassThrough, whenStopped, cancellationToken));
    }

    /// <summary>An option that does not exist must not be taken for a value: <c>forget --keep-lst 5</c> does not name snapshots.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            result.AddError($"Unrecognized option '{token.Value}'.");
        }
    }

    private async Task<int> RunAsync(
        ParseResult parsed,
        Func<CommandRun, CancellationToken, Task> action,
        bool takesPassThrough,
        string? whenStopped,
        CancellationToken cancellationToken)
    {
        Reporter reporter = new(context, parsed.GetValue(options.Json), parsed.GetValue(options.Quiet), parsed.GetValue(options.Verbose));
        try
        {
            if (!takesPassThrough && context.PassThrough.Count > 0)
            {
                throw new UsageException("This command takes no arguments behind '--'.");
            }

            await action(new CommandRun(context, parsed, reporter, new RepositoryOptions(options, parsed, context, reporter)), cancellationToken);
            return ExitCodes.Success;
        }
#pragma warning disable CA1031 // The edge of the program: what is not handled here would be a stack trace on the user's screen.
        catch (Exception e)
#pragma warning restore CA1031
        {
            bool stopped = cancellationToken.IsCancellationRequested;
            (int code, string message) = ExitCodes.Describe(e, stopped ? interruption?.ExitCode ?? ExitCodes.Interrupted : null);
            reporter.Fail(code, stopped && whenStopped is not null ? $"{message} {whenStopped}" : message, e);
            return code;
        }
    }
}
