namespace Cairn.Postgres.Restore.Parallel;

/// <summary>What to restore, and how.</summary>
public sealed record ParallelRestoreOptions
{
    /// <summary>How many connections load rows and build indexes at the same time.</summary>
    /// <value>2.</value>
    public int Jobs { get; init; } = 2;

    /// <summary>Only these schemas; <c>*</c> and <c>?</c> stand for any characters.</summary>
    /// <value>All.</value>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Only these tables, views and sequences, as <c>schema.name</c> or <c>name</c>; <c>*</c> and <c>?</c> stand for any characters.</summary>
    /// <value>All.</value>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Not these tables, views and sequences, written as in <see cref="Tables"/>.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExcludedTables { get; init; } = [];

    /// <summary>Rows only: what they go to exists. Cannot be combined with <see cref="SchemaOnly"/>.</summary>
    /// <value>False.</value>
    public bool DataOnly { get; init; }

    /// <summary>No rows, sequence values and large objects.</summary>
    /// <value>False.</value>
    public bool SchemaOnly { get; init; }

    /// <summary>Objects belong to the user who restores.</summary>
    /// <value>False.</value>
    public bool NoOwner { get; init; }

    /// <summary>No GRANT and REVOKE.</summary>
    /// <value>False.</value>
    public bool NoPrivileges { get; init; }

    /// <summary>Drop what is going to be created.</summary>
    /// <value>False.</value>
    public bool Clean { get; init; }

    /// <summary>With <see cref="Clean"/>: what does not exist is no error.</summary>
    /// <value>False.</value>
    public bool IfExists { get; init; }

    /// <summary>Create the database first. It must not exist.</summary>
    /// <value>False.</value>
    public bool Create { get; init; }

    /// <summary>Whether the first failure ends the restore. Otherwise failures are counted.</summary>
    /// <value>True.</value>
    public bool StopOnError { get; init; } = true;

    /// <summary>Is called with each line that a program writes to its error output, without secrets. It must not throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>Is called at the start of each step, with what it is, such as "indexes and constraints". It must not throw.</summary>
    public Action<string>? Step { get; init; }

    /// <summary>How long one connection may take to be made.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one program may take: indexes of a large database take hours.</summary>
    /// <value>24 hours.</value>
    public TimeSpan ProgramLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What stands before a step's name in reports of progress, such as "shop: ".</summary>
    internal string StepPrefix { get; init; } = "";

    internal bool IsSelective => Schemas.Count > 0 || Tables.Count > 0 || ExcludedTables.Count > 0;
}
