namespace Cairn.Postgres.Restore;

/// <summary>How a restore went that came to its end.</summary>
/// <param name="FailedStatements">Failures that were passed over; above 0 only when the first one was not to end the restore.</param>
/// <param name="Databases">The databases that were restored to.</param>
/// <param name="Tables">Tables whose rows were restored; null when the script was streamed.</param>
/// <param name="Rows">Rows that were restored, each table's count compared with the dump's; null when the script was streamed.</param>
public sealed record RestoreJobSummary(long FailedStatements, IReadOnlyList<string> Databases, int? Tables, long? Rows);
