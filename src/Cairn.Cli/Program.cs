using System.CommandLine;
using Cairn.Cli;
using Cairn.Cli.Output;

try
{
    // Answered before anything else is loaded: scripts ask for the version often.
    if (args is ["version"] or ["--version"])
    {
        using StandardOutput output = new(Console.Out);
        output.WriteLine($"cairn {CairnVersion.Text}");
        return ExitCodes.Success;
    }

    return await RunAsync(args);
}
catch (OutputException e)
{
    // Help, or the words about a failure that was to be reported as JSON.
    (int code, string message) = ExitCodes.Describe(e, interruption: null);
    using ErrorOutput errors = new(Console.Error);
    errors.WriteLine($"cairn: {message}");
    return code;
}

static async Task<int> RunAsync(string[] args)
{
    // Reading pipes and files holds pool threads; with the default of one a processor they would wait for each other.
    ThreadPool.SetMinThreads((Environment.ProcessorCount * 2) + 8, 8);
    int separator = Array.IndexOf(args, "--");
    CliContext context = new() { PassThrough = separator < 0 ? [] : args[(separator + 1)..] };
    using Interruption interruption = new();
    RootCommand root = CommandTree.Create(context, interruption);
    ParseResult parsed = root.Parse(separator < 0 ? args : args[..separator]);
    if (UsageErrors.TryWrite(parsed, context.Error))
    {
        return ExitCodes.Usage;
    }

    InvocationConfiguration configuration = new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = context.Out,
        Error = context.Error,
    };
    int code = await parsed.InvokeAsync(configuration, interruption.Token);
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
}
