using System.CommandLine;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn version</c>. The plain form is answered by Program.cs without coming here.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandRunner runner)
    {
        Command command = new("version", "Print the version.");
        runner.SetAction(command, (run, _) =>
        {
            run.Reporter.Result($"cairn {CairnVersion.Text}", new System.Text.Json.Nodes.JsonObject { ["message_type"] = "version", ["version"] = CairnVersion.Text });
            return Task.CompletedTask;
        });
        return command;
    }
}
