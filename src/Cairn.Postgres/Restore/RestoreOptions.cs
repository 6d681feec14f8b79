namespace Cairn.Postgres.Restore;

/// <summary>How to restore.</summary>
public sealed record RestoreOptions
{
    /// <summary>Whether the first SQL statement that fails ends the restore. Otherwise failures are counted:
    /// <see cref="RestoreSummary.FailedStatements"/>.</summary>
    /// <value>True.</value>
    public bool StopOnError { get; init; } = true;

    /// <summary>
    /// Arguments handed on to psql as they are. Refused are those that take the script from elsewhere (-f, -c, -l), ask for a password
    /// (-W), or connect (-h, -p, -U, connection strings); a plain database name is fine (-d NAME).
    /// </summary>
    /// <value>None.</value>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];

    /// <summary>Is called with each line that psql writes to its error output, without secrets. It must not throw.</summary>
    public Action<string>? ErrorLine { get; init; }

    /// <summary>
    /// How long psql may work on after the last byte of the script has been handed over. The last statements of a dump build indexes and
    /// check foreign keys, so this is meant to end a hang and not to hurry a large database.
    /// </summary>
    /// <value>24 hours.</value>
    public TimeSpan FinishLimit { get; init; } = TimeSpan.FromHours(24);
}
