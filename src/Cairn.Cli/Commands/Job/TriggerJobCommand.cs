using System.CommandLine;
using Cairn.Worker.Triggers;

namespace Cairn.Cli.Commands.Job;

/// <summary><c>cairn job trigger</c>, and <c>cairn trigger-backup</c>.</summary>
internal static class TriggerJobCommand
{
    public static Command Create(CommandRunner runner, string name)
    {
        Option<string> home = JobOptions.Text("--namespace", "Namespace of the plan. Default: that of the pod.");
        Option<string> invoker = new("--invoker-name") { Description = "The plan.", Required = true };
        Option<string> kind = JobOptions.Text("--invoker-kind", "Kind of the plan: BackupConfiguration.");
        Option<string> session = new("--session-name") { Description = "The plan's session.", Required = true };
        Command command = new(name, "Make a BackupSession, as the schedule of a plan says.") { home, invoker, kind, session };
        runner.SetAction(command, (run, cancellationToken) => JobRuns.RunAsync(
            run,
            run.Parsed.GetValue(home) is { Length: > 0 } given ? given : null,
            (context, found) => new TriggerRun(context).RunAsync(
                found,
                JobOptions.Or(run.Parsed.GetValue(kind), "BackupConfiguration"),
                run.Parsed.GetValue(invoker)!,
                run.Parsed.GetValue(session)!,
                cancellationToken)));
        return command;
    }
}
