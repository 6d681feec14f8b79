using System.Text;
using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Libpq;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>
/// Creates the target database as the one that was dumped, under any name: with its encoding and locale, its owner, comment, settings and privileges.
/// </summary>
internal sealed class DatabaseCreation(PostgresClient client, PostgresServer server, RestorePlan plan, RestoreFailures failures, TimeProvider timeProvider)
{
    /// <summary>The database from which others are created; every server has it unless somebody dropped it.</summary>
    private const string Maintenance = "postgres";

    private const string TagStart = "DATABASE ";

    /// <summary>Creates it, with all but its privileges.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        string name = Name();
        ArchiveEntry database = plan.Archive.Entries.FirstOrDefault(entry => entry.Type == "DATABASE")
            ?? throw PostgresException.Configuration(
                "The snapshot does not say how its database was made. Create the target database, and leave out --create.");
        await using PostgresConnection connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, DatabaseStatements.WithName(database.Definition, name), cancellationToken);
        if (!plan.Options.NoOwner && database.Owner.Length > 0)
        {
            string owner = database.Owner.Replace("\"", "\"\"", StringComparison.Ordinal);
            await ApplyAsync(connection, $"ALTER DATABASE {name} OWNER TO \"{owner}\"", cancellationToken);
        }

        foreach (ArchiveEntry entry in plan.Archive.Entries.Where(entry => BelongsToDatabase(entry) && !entry.IsPrivileges))
        {
            await ApplyAsync(connection, DatabaseStatements.WithName(entry.Definition, name), cancellationToken);
        }
    }

    /// <summary>Grants what is granted on it. Behind everything else, as in every dump: until then nobody is kept out.</summary>
    public async Task GrantAsync(CancellationToken cancellationToken)
    {
        ArchiveEntry[] privileges = [.. plan.Archive.Entries.Where(entry => BelongsToDatabase(entry) && entry.IsPrivileges)];
        if (plan.Options.NoPrivileges || privileges.Length == 0)
        {
            return;
        }

        await using PostgresConnection connection = await ConnectAsync(cancellationToken);
        foreach (ArchiveEntry entry in privileges)
        {
            await ApplyAsync(connection, DatabaseStatements.WithName(entry.Definition, Name()), cancellationToken);
        }
    }

    private static bool BelongsToDatabase(ArchiveEntry entry) =>
        entry.Type == "DATABASE PROPERTIES" || entry.Tag.StartsWith(TagStart, StringComparison.Ordinal);

    private static Task ExecuteAsync(PostgresConnection connection, string statements, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Encoding.Latin1.GetBytes(statements), cancellationToken);

    private string Name() => DatabaseStatements.Quote(
        server.Database ?? throw PostgresException.Configuration(
            "Name the database that is to be created in the URL of the target or with --database."),
        plan.Toc.DumpEncoding);

    private async Task ApplyAsync(PostgresConnection connection, string statements, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, statements, cancellationToken);
        }
        catch (PostgresException e) when (failures.PassOver(e))
        {
            // Counted; the database is there.
        }
    }

    private async Task<PostgresConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        PostgresConnection connection = await PostgresConnection.ConnectAsync(
            client, server with { Database = Maintenance }, PostgresSide.TargetDatabase, timeProvider, plan.Options.ConnectLimit, cancellationToken);
        try
        {
            await TargetSettings.ApplyAsync(connection, plan.Toc.DumpEncoding, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
