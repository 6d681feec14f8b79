namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Some rows of a table in the script.</summary>
/// <param name="Offset">Where they start in the script.</param>
/// <param name="Length">How many bytes they are.</param>
/// <param name="Rows">How many rows they are.</param>
internal sealed record DumpTocRange(long Offset, long Length, long Rows);
