using System.CommandLine;

namespace Cairn.Cli.Commands.Job;

/// <summary><c>cairn job</c>: what runs inside of Jobs. Not for people, so it is not in the list of commands.</summary>
internal static class JobCommand
{
    public static Command Create(CommandRunner runner)
    {
        Command command = new("job", "What runs inside of Jobs; started by the operator and not by hand.") { Hidden = true };
        command.Add(BackupJobCommand.Create(runner));
        command.Add(RestoreJobCommand.Create(runner));
        command.Add(TriggerJobCommand.Create(runner, "trigger"));
        return command;
    }

    /// <summary>The command under the name that KubeStash's CronJobs have it.</summary>
    public static Command CreateTriggerBackup(CommandRunner runner)
    {
        Command command = TriggerJobCommand.Create(runner, "trigger-backup");
        command.Hidden = true;
        return command;
    }
}
