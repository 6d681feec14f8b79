namespace Cairn.Postgres.Progress;

/// <summary>How far a dump or a restore is.</summary>
/// <param name="Step">What is going on, in words, such as "rows" or "database shop"; empty when there is nothing to say.</param>
/// <param name="BytesDone">Bytes of the script that have been read or restored.</param>
/// <param name="BytesTotal">About how many there will be; null while that is not known. A dump goes by sizes on disk, and comes closer while it runs.</param>
/// <param name="TablesDone">Tables whose rows are complete.</param>
/// <param name="TablesTotal">Tables that are known so far.</param>
/// <param name="BytesPerSecond">The rate of the last seconds.</param>
/// <param name="Elapsed">How long it has been going on.</param>
/// <param name="Remaining">About how long the remaining bytes will take at this rate; null while that is not known. Indexes come after them.</param>
public sealed record ProgressReport(
    string Step, long BytesDone, long? BytesTotal, int TablesDone, int TablesTotal, long BytesPerSecond, TimeSpan Elapsed, TimeSpan? Remaining);
