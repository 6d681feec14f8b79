using System.CommandLine;
using System.Text.Json.Nodes;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn version</c>. The plain form is answered by Program.cs without coming here.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandRunner runner)
    {
        Command command = new("version", "Print the version.");
        runner.SetAction(command, (run, _) =>
        {
            JsonObject data = new() { ["message_type"] = "version", ["version"] = CairnVersion.Text };
            run.Reporter.Result($"cairn {CairnVersion.Text}", data);
            return Task.CompletedTask;
        });
        return command;
    }
}
