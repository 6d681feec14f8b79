using System.Text;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>Brings a session into the state in which pg_dump reads rows, so that the same values become the same text.</summary>
internal static class SessionSettings
{
    private const int TransactionTimeoutMajor = 17;
    private const int IdleSessionTimeoutMajor = 14;
    private const int JitMajor = 11;

    /// <summary>Sets everything but the encoding.</summary>
    public static async Task ApplyAsync(PostgresConnection connection, string? role, CancellationToken cancellationToken)
    {
        PostgresVersion version = connection.ServerVersion;
        StringBuilder sql = new(
            """
            SELECT pg_catalog.set_config('search_path', '', false);
            SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 3; SET synchronize_seqscans = off;
            SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET row_security = off;
            SET max_parallel_workers_per_gather = 0; SET enable_tidscan = on;
            """);
        sql.Append(version.Major >= TransactionTimeoutMajor ? "SET transaction_timeout = 0;" : "");
        sql.Append(version.Major >= IdleSessionTimeoutMajor ? "SET idle_session_timeout = 0;" : "");
        sql.Append(version.Major >= JitMajor ? "SET jit = off;" : "");
        // A server that has this setting does not run code of views or foreign tables for us, as pg_dump asks for too.
        sql.Append("SELECT pg_catalog.set_config(name, 'view, foreign-table', false) FROM pg_catalog.pg_settings ");
        sql.Append("WHERE name = 'restrict_nonsystem_relation_kind';");
        if (role is not null)
        {
            sql.Append($"SET ROLE \"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\";");
        }

        await connection.ExecuteAsync(sql.ToString(), cancellationToken);
    }
}
