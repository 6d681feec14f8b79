using System.Globalization;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Dump.Servers;

/// <summary>Asks a server which databases it has.</summary>
internal sealed class ServerCatalog(PostgresClient client, PostgresServer server, PostgresSide side, TimeSpan connectLimit, TimeProvider timeProvider)
{
    // As pg_dumpall asks: template1 first, then by name. A limit of -2 marks a database whose DROP was interrupted.
    private const string DatabasesQuery =
        """
        select oid, datname, case when pg_catalog.has_database_privilege(oid, 'connect') then pg_catalog.pg_database_size(oid) else 0 end
        from pg_catalog.pg_database
        where datallowconn and datconnlimit <> -2 and datname <> 'template0'
        """;

    private const string DatabasesOrder = " order by datname <> 'template1', datname";

    /// <summary>The databases that pg_dumpall would dump, in its order, and the server's version.</summary>
    /// <param name="excluded">Regular expressions for names that are left out.</param>
    /// <param name="role">The role that asks, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(IReadOnlyList<ServerDatabase> Databases, string Version, int VersionNumber)> ReadAsync(
        IEnumerable<string> excluded, string? role, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await ConnectAsync(role, cancellationToken);
        string conditions = string.Concat(excluded.Select(expression => $" and datname operator(pg_catalog.!~) {Literal(expression)}"));
        IReadOnlyList<string?[]> rows = await connection.QueryAsync(DatabasesQuery + conditions + DatabasesOrder, cancellationToken);
        string?[] version =
            (await connection.QueryAsync("select current_setting('server_version'), current_setting('server_version_num')", cancellationToken))[0];
        return ([.. rows.Select(Database)], version[0]!, int.Parse(version[1]!, CultureInfo.InvariantCulture));
    }

    /// <summary>The present name of a database; null when it is no longer there.</summary>
    public async Task<string?> FindNameAsync(uint oid, string? role, CancellationToken cancellationToken)
    {
        await using PostgresConnection connection = await ConnectAsync(role, cancellationToken);
        IReadOnlyList<string?[]> rows = await connection.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"select datname from pg_catalog.pg_database where oid = {oid}"), cancellationToken);
        return rows.Count == 0 ? null : rows[0][0];
    }

    /// <summary>A literal of SQL with standard strings.</summary>
    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static ServerDatabase Database(string?[] row) => new(
        uint.Parse(row[0]!, CultureInfo.InvariantCulture), row[1]!, long.Parse(row[2]!, CultureInfo.InvariantCulture));

    private async Task<PostgresConnection> ConnectAsync(string? role, CancellationToken cancellationToken)
    {
        PostgresConnection connection = await PostgresConnection.ConnectAsync(client, server, side, timeProvider, connectLimit, cancellationToken);
        try
        {
            string setRole = role is null ? "" : $"SET ROLE \"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\";";
            await connection.ExecuteAsync(
                $"SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET statement_timeout = 0; {setRole}", cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
