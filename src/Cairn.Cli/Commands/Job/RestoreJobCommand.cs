using System.CommandLine;
using Cairn.Postgres.Restore.Parallel;
using Cairn.Worker.Restores;

namespace Cairn.Cli.Commands.Job;

/// <summary><c>cairn job restore</c>.</summary>
internal sealed class RestoreJobCommand
{
    private readonly TaskOptions _task = new();
    private readonly Option<string> _session = new("--restoresession") { Description = "The RestoreSession.", Required = true };
    private readonly Option<string> _snapshot = new("--snapshot") { Description = "The Snapshot.", Required = true };
    private readonly Option<string> _onError = JobOptions.Text("--on-error", "stop or continue at the first SQL error.");
    private readonly Option<string> _schemas = JobOptions.Text("--schemas", "Only these schemas, with commas between.");
    private readonly Option<string> _tables = JobOptions.Text("--tables", "Only these tables, views and sequences.");
    private readonly Option<string> _excluded = JobOptions.Text("--exclude-tables", "Not these tables, views and sequences.");
    private readonly Option<bool> _dataOnly = JobOptions.Flag("--data-only", "Rows only.");
    private readonly Option<bool> _schemaOnly = JobOptions.Flag("--schema-only", "No rows.");
    private readonly Option<bool> _noOwner = JobOptions.Flag("--no-owner", "Objects belong to the user who restores.");
    private readonly Option<bool> _noPrivileges = JobOptions.Flag("--no-privileges", "No GRANT and REVOKE.");
    private readonly Option<bool> _clean = JobOptions.Flag("--clean", "Drop what is going to be created.");
    private readonly Option<bool> _ifExists = JobOptions.Flag("--if-exists", "With --clean: what does not exist is no error.");
    private readonly Option<bool> _create = JobOptions.Flag("--create", "Create the database first.");

    public static Command Create(CommandRunner runner)
    {
        RestoreJobCommand definition = new();
        definition._onError.AcceptOnlyFromAmong("", "stop", "continue");
        Command command = new("restore", "Restore a Snapshot into the target of a RestoreSession.");
        definition._task.AddTo(command);
        foreach (Option option in definition.Own)
        {
            command.Add(option);
        }

        runner.SetAction(command, (run, cancellationToken) => JobRuns.RunAsync(
            run, definition._task.Namespace(run), (context, home) => new RestoreRun(context, definition.Read(run, home)).RunAsync(cancellationToken)));
        return command;
    }

    private Option[] Own =>
    [
        _session, _snapshot, _onError, _schemas, _tables, _excluded, _dataOnly, _schemaOnly, _noOwner, _noPrivileges, _clean, _ifExists, _create,
    ];

    private RestoreRunOptions Read(CommandRun run, string home) => new()
    {
        Namespace = home,
        RestoreSession = run.Parsed.GetValue(_session)!,
        Snapshot = run.Parsed.GetValue(_snapshot)!,
        Arguments = _task.Arguments(run),
        User = _task.User(run),
        WaitTimeout = _task.WaitTimeout(run),
        ScratchDirectory = _task.ScratchDirectory(run),
        Choice = new ParallelRestoreOptions
        {
            Jobs = _task.Jobs(run),
            Schemas = JobOptions.Split(run.Parsed.GetValue(_schemas)),
            Tables = JobOptions.Split(run.Parsed.GetValue(_tables)),
            ExcludedTables = JobOptions.Split(run.Parsed.GetValue(_excluded)),
            DataOnly = run.Parsed.GetValue(_dataOnly),
            SchemaOnly = run.Parsed.GetValue(_schemaOnly),
            NoOwner = run.Parsed.GetValue(_noOwner),
            NoPrivileges = run.Parsed.GetValue(_noPrivileges),
            Clean = run.Parsed.GetValue(_clean),
            IfExists = run.Parsed.GetValue(_ifExists),
            Create = run.Parsed.GetValue(_create),
            StopOnError = JobOptions.Or(run.Parsed.GetValue(_onError), "stop") == "stop",
        },
        ChoiceName = FirstChoice(run),
    };

    /// <summary>The parameter of the task, by its name there, that only a snapshot with a table of contents can answer.</summary>
    private string? FirstChoice(CommandRun run)
    {
        (string Name, Option<string> Option)[] lists = [("schemas", _schemas), ("tables", _tables), ("excludeTables", _excluded)];
        (string Name, Option<bool> Option)[] flags =
        [
            ("dataOnly", _dataOnly), ("schemaOnly", _schemaOnly), ("noOwner", _noOwner), ("noPrivileges", _noPrivileges), ("clean", _clean),
            ("ifExists", _ifExists), ("create", _create),
        ];
        string? name = lists.FirstOrDefault(item => JobOptions.Split(run.Parsed.GetValue(item.Option)).Count > 0).Name
            ?? flags.FirstOrDefault(item => run.Parsed.GetValue(item.Option)).Name;
        return name is null ? null : $"The parameter {name}";
    }
}
