using System.CommandLine;
using Cairn.Cli;

// Answered before anything else is loaded: scripts ask for the version often.
if (args is ["version"] or ["--version"])
{
    Console.Out.WriteLine($"cairn {CairnVersion.Text}");
    return ExitCodes.Success;
}

// Reading pipes and files holds pool threads; with the default of one a processor they would wait for each other.
ThreadPool.SetMinThreads((Environment.ProcessorCount * 2) + 8, 8);
int separator = Array.IndexOf(args, "--");
CliContext context = new() { PassThrough = separator < 0 ? [] : args[(separator + 1)..] };
using Interruption interruption = new();
RootCommand root = CommandTree.Create(context, interruption);
ParseResult parsed = root.Parse(separator < 0 ? args : args[..separator]);
InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
int code = await parsed.InvokeAsync(configuration, interruption.Token);
return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
