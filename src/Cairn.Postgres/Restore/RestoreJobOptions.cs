using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Restore;

/// <summary>What to restore of a snapshot, and how.</summary>
public sealed record RestoreJobOptions
{
    /// <summary>The script in the snapshot.</summary>
    /// <value><c>dumpfile.sql</c>.</value>
    public string FileName { get; init; } = Dump.DumpFileNames.Script;

    /// <summary>Whether the script is streamed into psql as it is, even where the snapshot allows more.</summary>
    /// <value>False.</value>
    public bool Plain { get; init; }

    /// <summary>Arguments for psql, as <see cref="RestoreOptions.ExtraArguments"/> has them. Any of them asks for <see cref="Plain"/>.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>What to restore of each database. It applies to a snapshot of several databases as well.</summary>
    public ParallelRestoreOptions Restore { get; init; } = new();

    /// <summary>
    /// Of a snapshot of a whole server: the databases to restore. They go into databases of the same names, which are created unless they exist.
    /// </summary>
    /// <value>All.</value>
    public IReadOnlyList<string> SourceDatabases { get; init; } = [];

    /// <summary>The name that the only database of <see cref="SourceDatabases"/> gets. Unset: its own.</summary>
    public string? TargetDatabase { get; init; }

    /// <summary>Of a snapshot of a whole server: whether roles and tablespaces are restored.</summary>
    /// <value><see cref="GlobalsChoice.WithAll"/>.</value>
    public GlobalsChoice Globals { get; init; } = GlobalsChoice.WithAll;

    /// <summary>Is called with sentences that people may want to know. It must not throw.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>
    /// The first option that needs a table of contents, in words; null when a script alone can do what is asked for.
    /// </summary>
    internal string? NeedsToc => Restore.IsSelective ? "A selection of tables or schemas (--table, --schema, --exclude-table)"
        : Restore.DataOnly || Restore.SchemaOnly ? "Restoring only rows or only the schema (--data-only, --schema-only)"
        : Restore.Clean ? "Dropping what is restored (--clean)"
        : Restore.Create ? "Creating the database (--create)"
        : Restore.NoOwner || Restore.NoPrivileges ? "Leaving out owners or privileges (--no-owner, --no-privileges)"
        : SourceDatabases.Count > 0 || Globals != GlobalsChoice.WithAll ? "A selection of databases or globals (--source-database, --globals)"
        : null;
}
