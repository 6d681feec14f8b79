namespace Cairn.Cli;

/// <summary>
/// A restore that was told to go on came to the end of its script, but not all of it is in the target. How much is missing cannot be said: when a
/// COPY cannot start, psql takes its rows for SQL, and one failed statement in the count stands for a whole table.
/// </summary>
internal sealed class StatementsFailedException(long count) : Exception(
    $"Restored with errors: {count} statement(s) of the script failed, and what they would have restored is missing. Run with --verbose to see them; "
        + "a failed COPY means that the rows of its table are missing.");
