using System.CommandLine;
using Cairn.Api.Schema;
using Cairn.Cli.Output;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn crd</c>: the definitions of Cairn's kinds for a cluster.</summary>
internal static class CrdCommand
{
    public static Command Create(CommandRunner runner)
    {
        Option<string?> output = new("--output") { Description = "Directory to write one file a kind to. Default: all to the standard output." };
        Command command = new("crd", "Print the CustomResourceDefinitions of Cairn's kinds. Pipe them to 'kubectl apply --server-side -f -'.") { output };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            string? directory = run.Parsed.GetValue(output);
            foreach ((string name, string content) in CrdFiles.All(ApiDocumentation.Load()))
            {
                if (directory is null)
                {
                    await run.Context.Out.WriteAsync($"---\n{content}".AsMemory(), cancellationToken);
                }
                else
                {
                    await OutputFiles.WriteAsync(directory, name, content, cancellationToken);
                }
            }
        });
        return command;
    }
}
