namespace Cairn.Postgres.Restore.Parallel;

/// <summary>How a parallel restore went that came to its end.</summary>
/// <param name="FailedStatements">Failures that were passed over; above 0 only with <see cref="ParallelRestoreOptions.StopOnError"/> off.</param>
/// <param name="Tables">Tables whose rows have been restored, each with the number of rows that the dump has.</param>
/// <param name="Rows">Rows that have been restored.</param>
public sealed record ParallelRestoreSummary(long FailedStatements, int Tables, long Rows);
