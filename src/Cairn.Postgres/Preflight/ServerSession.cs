using System.Globalization;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Preflight;

/// <summary>A connection that asks questions for a preflight.</summary>
internal sealed class ServerSession : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private readonly PostgresConnection _connection;

    private ServerSession(PostgresConnection connection) => _connection = connection;

    public PostgresVersion Version => _connection.ServerVersion;

    public static async Task<ServerSession> OpenAsync(
        PostgresClient client, PostgresServer server, PostgresSide side, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The session owns it.
        PostgresConnection connection = await PostgresConnection.ConnectAsync(client, server, side, timeProvider, ConnectLimit, cancellationToken);
#pragma warning restore CA2000
        try
        {
            await connection.ExecuteAsync(
                "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET statement_timeout = '60s'", cancellationToken);
            return new ServerSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<string?[]>> RowsAsync(string sql, CancellationToken cancellationToken) => _connection.QueryAsync(sql, cancellationToken);

    /// <summary>The first column.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string sql, CancellationToken cancellationToken) =>
        [.. (await _connection.QueryAsync(sql, cancellationToken)).Select(row => row[0] ?? "")];

    /// <summary>The only value.</summary>
    public async Task<string> ValueAsync(string sql, CancellationToken cancellationToken) =>
        (await _connection.QueryAsync(sql, cancellationToken))[0][0] ?? "";

    /// <summary>The only value, as a number.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        long.Parse(await ValueAsync(sql, cancellationToken), CultureInfo.InvariantCulture);

    public async Task<bool> IsTrueAsync(string sql, CancellationToken cancellationToken) => await ValueAsync(sql, cancellationToken) == "t";

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
