using System.Text;
using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Creates the target database with encoding and locale of the one that was dumped, under any name.</summary>
internal static class DatabaseCreation
{
    /// <summary>The database from which others are created; every server has it unless somebody dropped it.</summary>
    private const string Maintenance = "postgres";

    public static async Task RunAsync(
        PostgresClient client, PostgresServer server, RestorePlan plan, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        string name = server.Database
            ?? throw PostgresException.Configuration("Name the database that is to be created in the URL of the target or with --database.");
        string? definition = plan.Archive.Entries.FirstOrDefault(entry => entry.Type == "DATABASE")?.Definition;
        string statement = WithName(definition ?? "", name)
            ?? throw PostgresException.Configuration(
                "The snapshot does not say how its database was made. Create the target database, and leave out --create.");
        await using PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server with { Database = Maintenance }, PostgresSide.TargetDatabase, timeProvider, plan.Options.ConnectLimit, cancellationToken);
        await connection.ExecuteAsync("SET client_encoding = 'UTF8'", cancellationToken);
        await connection.ExecuteAsync(Encoding.UTF8.GetBytes(statement), cancellationToken);
    }

    /// <summary>The statement <c>CREATE DATABASE name WITH …;</c> with another name; null when it has another form.</summary>
    internal static string? WithName(string definition, string name)
    {
        const string start = "CREATE DATABASE ";
        // It is read as the table of a COPY statement would be: one identifier, then the rest.
        int end = start.Length;
        return definition.StartsWith(start, StringComparison.Ordinal) && CopyStatement.SkipIdentifier(definition, ref end)
            ? $"{start}\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{definition[end..]}"
            : null;
    }
}
