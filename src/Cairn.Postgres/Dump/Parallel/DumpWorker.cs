using System.Text;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>One of the connections that read rows, all of them in the same snapshot of the database.</summary>
internal sealed class DumpWorker : IAsyncDisposable
{
    private const string LockNotAvailable = "55P03";

    private readonly PostgresConnection _connection;
    private readonly bool _takesLocks;

    private DumpWorker(PostgresConnection connection, bool takesLocks) => (_connection, _takesLocks) = (connection, takesLocks);

    internal PostgresConnection Connection => _connection;

    /// <summary>Takes over a connection whose transaction has begun and which holds the locks: it takes none of its own.</summary>
    public static DumpWorker OfCoordinator(PostgresConnection connection) => new(connection, takesLocks: false);

    /// <summary>Makes a worker of a new connection.</summary>
    public static async Task<DumpWorker> StartAsync(
        PostgresConnection connection, string snapshot, string encodingStatement, string? role, CancellationToken cancellationToken)
    {
        await SessionSettings.ApplyAsync(connection, role, cancellationToken);
        await connection.ExecuteAsync(encodingStatement, cancellationToken);
        await connection.ExecuteAsync(
            $"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '{snapshot}'; SAVEPOINT part", cancellationToken);
        return new DumpWorker(connection, takesLocks: true);
    }

    /// <summary>
    /// Locks the tables of a part without waiting, as pg_dump's workers do: who waits behind somebody that waits for the coordinator would wait
    /// for ever. False: not now; the coordinator, which holds the locks, has to read the part.
    /// </summary>
    public async Task<bool> TryLockAsync(DumpPart part, CancellationToken cancellationToken)
    {
        string[] tables =
        [
            .. part.Steps.Where(step => step is { Kind: DumpStepKind.Rows, Entry: not null }).Select(step => DumpPlan.NameOf(step.Entry!.Archive)),
        ];
        if (!_takesLocks || tables.Length == 0)
        {
            return true;
        }

        try
        {
            // Going back to the savepoint gives up the locks of the part before: the server has room for a limited number.
            await _connection.ExecuteAsync("ROLLBACK TO SAVEPOINT part", cancellationToken);
            await _connection.ExecuteAsync(LockStatement(tables), cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == LockNotAvailable)
        {
            return false;
        }
    }

    /// <summary>The statement that locks tables against changes of their shape, or fails at once.</summary>
    public static ReadOnlyMemory<byte> LockStatement(IEnumerable<string> tables) =>
        Encoding.Latin1.GetBytes($"LOCK TABLE ONLY {string.Join(", ONLY ", tables)} IN ACCESS SHARE MODE NOWAIT");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
