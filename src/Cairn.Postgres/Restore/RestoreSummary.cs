namespace Cairn.Postgres.Restore;

/// <summary>How a restore went that psql brought to its end.</summary>
/// <param name="FailedStatements">SQL errors that psql reported; above 0 only with <see cref="RestoreOptions.StopOnError"/> off.</param>
/// <param name="ErrorLines">The last lines of psql's error output, without secrets: errors, warnings, notices.</param>
public sealed record RestoreSummary(long FailedStatements, IReadOnlyList<string> ErrorLines);
