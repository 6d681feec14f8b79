using System.CommandLine;
using Cairn.Api;
using Cairn.Api.Schema;
using Cairn.Cli.Output;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn docs-api</c>, hidden: writes docs/reference/api from the kinds themselves and the examples that lie there (a test compares).</summary>
internal static class DocsApiCommand
{
    public static Command Create(CommandRunner runner)
    {
        Option<string> output = new("--output") { Description = "Directory of the pages; the examples are below it.", Required = true };
        Command command = new("docs-api", "Write the API reference.") { output };
        command.Hidden = true;
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            string directory = run.Parsed.GetValue(output)!;
            DocComments comments = ApiDocumentation.Load();
            SchemaBuilder builder = new(comments);
            await OutputFiles.WriteAsync(directory, "README.md", ApiReference.Index(comments), cancellationToken);
            foreach (KindInfo kind in KindCatalog.All)
            {
                string example = Path.Combine(directory, ApiReference.ExampleName(kind));
                string? text = File.Exists(example) ? await File.ReadAllTextAsync(example, cancellationToken) : null;
                await OutputFiles.WriteAsync(directory, ApiReference.FileName(kind), ApiReference.Page(kind, builder.Build(kind), text), cancellationToken);
            }
        });
        return command;
    }
}
