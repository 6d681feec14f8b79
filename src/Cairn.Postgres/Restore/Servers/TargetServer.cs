using System.Globalization;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Restore.Servers;

/// <summary>What a target has already.</summary>
/// <param name="User">The role that is logged in.</param>
/// <param name="Roles">The names of its roles.</param>
/// <param name="Tablespaces">The names of its tablespaces.</param>
/// <param name="Databases">The names of its databases.</param>
internal sealed record TargetServer(string User, IReadOnlySet<string> Roles, IReadOnlySet<string> Tablespaces, IReadOnlySet<string> Databases)
{
    // What an extension brings with it is not in the way of anything.
    private const string RelationsQuery =
        """
        select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'v', 'm', 'S', 'f', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
          and not exists (select from pg_catalog.pg_depend d
                          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
        """;

    /// <summary>Asks the server.</summary>
    public static async Task<TargetServer> ReadAsync(
        PostgresClient client, PostgresServer server, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await ConnectAsync(client, server, limit, timeProvider, cancellationToken);
        string user = (await connection.QueryAsync("select session_user", cancellationToken))[0][0]!;
        return new TargetServer(
            user,
            await NamesAsync("select rolname from pg_catalog.pg_roles"),
            await NamesAsync("select spcname from pg_catalog.pg_tablespace"),
            await NamesAsync("select datname from pg_catalog.pg_database"));

        async Task<IReadOnlySet<string>> NamesAsync(string query) =>
            (await connection.QueryAsync(query, cancellationToken)).Select(row => row[0]!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>How many tables, views and sequences the database of a server has.</summary>
    public static async Task<long> CountRelationsAsync(
        PostgresClient client, PostgresServer server, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await ConnectAsync(client, server, limit, timeProvider, cancellationToken);
        return long.Parse((await connection.QueryAsync(RelationsQuery, cancellationToken))[0][0]!, CultureInfo.InvariantCulture);
    }

    private static async Task<PostgresConnection> ConnectAsync(
        PostgresClient client, PostgresServer server, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server, PostgresSide.TargetDatabase, timeProvider, limit, cancellationToken);
        try
        {
            await connection.ExecuteAsync("SET client_encoding = 'UTF8'; SET statement_timeout = 0", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
