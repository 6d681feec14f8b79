using System.Globalization;

namespace Cairn.Postgres.Libpq;

/// <summary>
/// Finds out whether a connection pooler such as pgbouncer stands in between that gives each transaction another session. Settings would
/// be lost between statements, or worse, stay behind in sessions that others use: a dump with an empty search_path leaves it to them.
/// </summary>
internal static class PoolerCheck
{
    /// <summary>
    /// Whether the two connections, both new and idle, go through such a pooler. The process that serves a connection is not the one that was
    /// announced behind any pooler. It changes between two transactions only behind one that pools transactions, as soon as somebody else takes the
    /// session in between, which the second connection does.
    /// </summary>
    public static async Task<bool> PoolsTransactionsAsync(
        PostgresConnection connection, Func<CancellationToken, Task<PostgresConnection>> connectOther, CancellationToken cancellationToken)
    {
        int served = await ServingProcessAsync(connection, cancellationToken);
        if (served == connection.AnnouncedProcessId)
        {
            return false;
        }

        await using PostgresConnection other = await connectOther(cancellationToken);
        try
        {
            await other.ExecuteAsync("BEGIN", cancellationToken);
        }
        catch (PostgresException)
        {
            // One that pools statements refuses transactions.
            return true;
        }

        int taken = await ServingProcessAsync(other, cancellationToken);
        if (taken == served)
        {
            return true;
        }

        int again = await ServingProcessAsync(connection, cancellationToken);
        return again != served;
    }

    private static async Task<int> ServingProcessAsync(PostgresConnection connection, CancellationToken cancellationToken) => int.Parse(
        (await connection.QueryAsync("SELECT pg_catalog.pg_backend_pid()", cancellationToken))[0][0]!, CultureInfo.InvariantCulture);
}
