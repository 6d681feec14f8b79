using System.CommandLine;
using Cairn.Restic;
using Cairn.Worker.Backups;

namespace Cairn.Cli.Commands.Job;

/// <summary><c>cairn job backup</c>.</summary>
internal static class BackupJobCommand
{
    public static Command Create(CommandRunner runner)
    {
        TaskOptions task = new();
        Option<string> session = new("--backupsession") { Description = "The BackupSession.", Required = true };
        Option<string> program = JobOptions.Text("--backup-cmd", "pg_dump or pg_dumpall.");
        Command command = new("backup", "Back up the target of a BackupSession into its repositories.") { session, program };
        task.AddTo(command);
        runner.SetAction(command, (run, cancellationToken) => JobRuns.RunAsync(run, task.Namespace(run), (context, home) =>
        {
            BackupRunOptions options = new()
            {
                Namespace = home,
                BackupSession = run.Parsed.GetValue(session)!,
                BackupCommand = JobOptions.Or(run.Parsed.GetValue(program), "pg_dumpall"),
                Arguments = task.Arguments(run),
                User = task.User(run),
                WaitTimeout = task.WaitTimeout(run),
                Jobs = task.Jobs(run),
                Compression = ParseCompression(JobOptions.Or(run.Parsed.GetValue(runner.Options.Compression), "auto")),
                ScratchDirectory = task.ScratchDirectory(run),
            };
            return new BackupRun(context, options).RunAsync(cancellationToken);
        }));
        return command;
    }

    private static Compression ParseCompression(string text) => Enum.TryParse(text, ignoreCase: true, out Compression mode) && !int.TryParse(text, out _)
        ? mode
        : throw new UsageException($"'{text}' is no compression mode. Use {string.Join(", ", Enum.GetNames<Compression>()).ToLowerInvariant()}.");
}
