namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Writes a range of the dump's script to a stream. Called from several threads at a time.</summary>
/// <param name="offset">Where the range starts in the script, in bytes.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="destination">Where it goes; asynchronous writes only.</param>
/// <param name="cancellationToken">Ends it.</param>
public delegate Task ScriptReader(long offset, long length, Stream destination, CancellationToken cancellationToken);
