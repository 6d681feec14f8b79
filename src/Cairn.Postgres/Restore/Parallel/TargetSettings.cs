using Cairn.Postgres.Clients;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Brings a session of the target into the state that the head of pg_dump's script makes.</summary>
internal static class TargetSettings
{
    private const int TransactionTimeoutMajor = 17;
    private const int IdleSessionTimeoutMajor = 14;
    private const int IdleTransactionTimeoutMajor = 10;

    /// <summary>Sets everything for loading rows of the given encoding.</summary>
    public static async Task ApplyAsync(PostgresConnection connection, string encoding, CancellationToken cancellationToken)
    {
        PostgresVersion version = connection.ServerVersion;
        string sql = $"SET client_encoding = '{encoding.Replace("'", "''", StringComparison.Ordinal)}';"
            + "SET statement_timeout = 0; SET lock_timeout = 0; SET standard_conforming_strings = on; SET check_function_bodies = false;"
            + "SET xmloption = content; SET client_min_messages = warning; SET row_security = off;"
            + "SELECT pg_catalog.set_config('search_path', '', false);"
            // One commit at the end makes all of them durable; see ParallelRestore.
            + "SET synchronous_commit = off;";
        sql += version.Major >= IdleTransactionTimeoutMajor ? "SET idle_in_transaction_session_timeout = 0;" : "";
        sql += version.Major >= IdleSessionTimeoutMajor ? "SET idle_session_timeout = 0;" : "";
        sql += version.Major >= TransactionTimeoutMajor ? "SET transaction_timeout = 0;" : "";
        await connection.ExecuteAsync(sql, cancellationToken);
    }

    /// <summary>
    /// Lets rows be loaded into tables that have triggers and foreign keys already, in any order. Only some users may; for others the
    /// triggers fire, and foreign keys are checked.
    /// </summary>
    public static async Task DisableTriggersAsync(PostgresConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync("SET session_replication_role = replica", cancellationToken);
        }
        catch (PostgresException e) when (e.Kind == PostgresErrorKind.PermissionDenied)
        {
            // As said above.
        }
    }
}
