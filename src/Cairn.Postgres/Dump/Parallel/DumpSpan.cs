namespace Cairn.Postgres.Dump.Parallel;

/// <summary>Some bytes of a part.</summary>
/// <param name="Part">The part's number.</param>
/// <param name="Offset">Where they start in the part.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Rows">How many rows they are.</param>
internal readonly record struct DumpSpan(int Part, long Offset, long Length, long Rows);
