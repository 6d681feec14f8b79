using System.CommandLine;
using Cairn.Cli.Output;
using Cairn.Postgres.Restore;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Cli.Commands;

/// <summary>The options of <c>cairn restore</c> that only a snapshot with a table of contents can answer.</summary>
internal sealed class RestoreSelection
{
    private const int MaxJobs = 256;

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "How many connections load rows and build indexes at the same time. Default: one for each processor, at least 2 and at most 8.",
        DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 2, 8),
        HelpName = "n",
    };

    private readonly Option<string[]> _schemas = new("--schema") { Description = "Only this schema (* and ? allowed); may be repeated.", HelpName = "name" };

    private readonly Option<string[]> _tables = new("--table")
    {
        Description = "Only this table, view or sequence, and what belongs to it, as schema.name or name (* and ? allowed); may be repeated.",
        HelpName = "name",
    };

    private readonly Option<string[]> _excluded = new("--exclude-table")
    {
        Description = "Not this table, view or sequence; may be repeated.",
        HelpName = "name",
    };

    private readonly Option<bool> _dataOnly = new("--data-only") { Description = "Rows only, into tables that exist." };

    private readonly Option<bool> _schemaOnly = new("--schema-only") { Description = "No rows." };

    private readonly Option<bool> _noOwner = new("--no-owner") { Description = "Objects belong to the user who restores." };

    private readonly Option<bool> _noPrivileges = new("--no-privileges") { Description = "No GRANT and REVOKE." };

    private readonly Option<bool> _clean = new("--clean") { Description = "Drop what is going to be created." };

    private readonly Option<bool> _ifExists = new("--if-exists") { Description = "With --clean: what does not exist is no error." };

    private readonly Option<bool> _create = new("--create") { Description = "Create the database first; it must not exist." };

    private readonly Option<string[]> _sourceDatabases = new("--source-database")
    {
        Description = "Of a server's backup, only this database; may be repeated. Default: all of them.",
        HelpName = "name",
    };

    private readonly Option<string> _globals = new("--globals")
    {
        Description = "Of a server's backup, roles and tablespaces: with-all (with all databases, and not with some of them), restore, skip, or only.",
        DefaultValueFactory = _ => "with-all",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be restored." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [_jobs, _schemas, _tables, _excluded, _dataOnly, _schemaOnly, _noOwner, _noPrivileges, _clean, _ifExists, _create, _sourceDatabases, _globals, _dryRun];

    /// <summary>Adds the checks of values.</summary>
    public void AddChecks()
    {
        _globals.AcceptOnlyFromAmong("with-all", "restore", "skip", "only");
        _jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out int jobs) || jobs is < 1 or > MaxJobs))
            {
                result.AddError($"--jobs takes a number from 1 to {MaxJobs}.");
            }
        });
    }

    /// <summary>Whether nothing is to be done.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>The databases of a server's backup.</summary>
    public IReadOnlyList<string> SourceDatabases(ParseResult parsed) => parsed.GetValue(_sourceDatabases) ?? [];

    /// <summary>Whether roles and tablespaces are restored.</summary>
    public GlobalsChoice Globals(ParseResult parsed) => parsed.GetValue(_globals) switch
    {
        "restore" => GlobalsChoice.Restore,
        "skip" => GlobalsChoice.Skip,
        "only" => GlobalsChoice.Only,
        _ => GlobalsChoice.WithAll,
    };

    /// <summary>The options as the restore takes them.</summary>
    public ParallelRestoreOptions Read(ParseResult parsed, bool stopOnError, Reporter reporter) => new()
    {
        Jobs = parsed.GetValue(_jobs),
        Schemas = parsed.GetValue(_schemas) ?? [],
        Tables = parsed.GetValue(_tables) ?? [],
        ExcludedTables = parsed.GetValue(_excluded) ?? [],
        DataOnly = parsed.GetValue(_dataOnly),
        SchemaOnly = parsed.GetValue(_schemaOnly),
        NoOwner = parsed.GetValue(_noOwner),
        NoPrivileges = parsed.GetValue(_noPrivileges),
        Clean = parsed.GetValue(_clean),
        IfExists = parsed.GetValue(_ifExists),
        Create = parsed.GetValue(_create),
        StopOnError = stopOnError,
        ErrorLine = reporter.Detail,
        Step = step => reporter.Detail($"Restoring: {step}."),
    };
}
