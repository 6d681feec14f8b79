using System.CommandLine;

namespace Cairn.Cli.Tests.Support;

/// <summary>Runs commands inside the test process, with an environment of their own.</summary>
internal sealed class TestCommandLine(params (string Name, string Value)[] variables)
{
    private readonly Dictionary<string, string> _variables = variables.ToDictionary(variable => variable.Name, variable => variable.Value);

    public Func<string, string?>? AskPassword { get; init; }

    /// <summary>What the standard input holds.</summary>
    public byte[] Input { get; init; } = [];

    public IReadOnlyList<string> PassThrough { get; init; } = [];

    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using MemoryStream bytes = new();
        CliContext context = new()
        {
            PassThrough = PassThrough,
            Environment = _variables.GetValueOrDefault,
            Out = output,
            Error = error,
            OpenOutput = () => bytes,
            OpenInput = () => new MemoryStream(Input),
            IsTerminal = false,
            AskPassword = AskPassword,
        };
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = output,
            Error = error,
        };
        ParseResult parsed = CommandTree.Create(context, interruption: null).Parse(arguments);
        int code = await parsed.InvokeAsync(configuration, cancellationToken);
        return new CommandResult(parsed.Errors.Count > 0 ? ExitCodes.Usage : code, output.ToString(), error.ToString(), bytes.ToArray());
    }
}
