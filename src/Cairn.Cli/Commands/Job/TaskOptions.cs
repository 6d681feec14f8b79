using System.CommandLine;

namespace Cairn.Cli.Commands.Job;

/// <summary>The options that all tasks of a database have, under the names that Functions give them.</summary>
internal sealed class TaskOptions
{
    private readonly Option<string> _namespace = new("--namespace") { Description = "Namespace of the session.", Required = true };
    private readonly Option<string> _args = JobOptions.Text("--pg-args", "Arguments for the client program, as a shell would split them.");
    private readonly Option<string> _user = JobOptions.Text("--user", "The user to log in as with a client certificate.");
    private readonly Option<int> _wait = JobOptions.Number("--wait-timeout", "Seconds to wait for a server that does not accept connections yet.", 300, 86_400);
    private readonly Option<int> _jobs = JobOptions.Number("--jobs", "Connections at the same time; 0: as many as fit this machine.", 0, 256);
    private readonly Option<string> _scratch = JobOptions.Text("--scratch-dir", "Directory for what has to be a file.");
    private readonly Option<bool> _cache = JobOptions.Flag("--enable-cache", "Whether a cache is kept in the scratch directory.");
    private readonly Option<string> _task = JobOptions.Text("--task", "Name of the task, for logs.");

    public string Namespace(CommandRun run) => run.Parsed.GetValue(_namespace)!;

    public string Arguments(CommandRun run) => run.Parsed.GetValue(_args) ?? "";

    public string User(CommandRun run) => JobOptions.Or(run.Parsed.GetValue(_user), "postgres");

    public TimeSpan WaitTimeout(CommandRun run) => TimeSpan.FromSeconds(run.Parsed.GetValue(_wait));

    public int Jobs(CommandRun run) => run.Parsed.GetValue(_jobs);

    public string ScratchDirectory(CommandRun run) => JobOptions.Or(run.Parsed.GetValue(_scratch), "/kubestash-tmp");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_namespace, _args, _user, _wait, _jobs, _scratch, _cache, _task])
        {
            command.Add(option);
        }
    }
}
