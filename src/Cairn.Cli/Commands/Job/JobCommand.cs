using System.CommandLine;

namespace Cairn.Cli.Commands.Job;

/// <summary><c>cairn job</c>: what runs inside of Jobs. Not for people, so it is not in the list of commands.</summary>
internal static class JobCommand
{
    public static Command Create(CommandRunner runner) => new("job", "What runs inside of Jobs; started by the operator and not by hand.")
    {
        BackupJobCommand.Create(runner),
        RestoreJobCommand.Create(runner),
        TriggerJobCommand.Create(runner, "trigger"),
    };

    /// <summary>The command under the name that KubeStash's CronJobs have it.</summary>
    public static Command CreateTriggerBackup(CommandRunner runner) => TriggerJobCommand.Create(runner, "trigger-backup");
}
