using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump.Servers;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Restore.Servers;

/// <summary>
/// Restores a server's dump, or some of its databases: (1) asks the target what it has, and refuses before anything is touched what cannot work;
/// (2) roles and tablespaces; (3) one database after the other, each over several connections. Databases that do not exist are created.
/// </summary>
internal sealed class ServerRestoreJob : RestoreJob
{
    private readonly IDumpContents _contents;
    private readonly ServerToc _toc;
    private readonly IReadOnlyList<(ServerTocDatabase Database, RestorePlan? Plan)> _databases;

    private ServerRestoreJob(
        IDumpContents contents,
        ServerToc toc,
        IReadOnlyList<(ServerTocDatabase Database, RestorePlan? Plan)> databases,
        RestoreJobOptions options,
        TimeProvider timeProvider)
        : base(options, timeProvider) => (_contents, _toc, _databases) = (contents, toc, databases);

    public override IReadOnlyList<RestorePlan> Plans => [.. _databases.Select(database => database.Plan).OfType<RestorePlan>()];

    public override bool IsServer => true;

    public override bool RestoresGlobals => Options.Globals is GlobalsChoice.Restore or GlobalsChoice.Only
        || (Options.Globals == GlobalsChoice.WithAll && Options.SourceDatabases.Count == 0 && Options.Restore is { DataOnly: false, IsSelective: false });

    public static async Task<RestoreJob> PlanAsync(
        IDumpContents contents, byte[] json, RestoreJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ServerToc toc = ServerToc.Parse(json);
        List<(ServerTocDatabase Database, RestorePlan? Plan)> databases = [];
        foreach (ServerTocDatabase database in Select(toc, options))
        {
            RestorePlan? plan = database is { Toc: { } own, Schema: { } schema }
                ? await RestorePlan.CreateAsync(
                    await contents.ReadAsync(own, cancellationToken), await contents.ReadAsync(schema, cancellationToken), options.Restore, cancellationToken)
                : null;
            databases.Add((database, plan));
        }

        RefuseForStreams(databases, options);
        return new ServerRestoreJob(contents, toc, databases, options, timeProvider);
    }

    // A server's dump is restored through the database that every server has; the URL may name another one.
    public override PostgresServer ToWaitFor(PostgresServer server) => Maintenance(server);

    public override async Task<RestoreJobSummary> RunAsync(PostgresClient client, PostgresServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);

        // :: Step 1
        TargetServer target = await TargetServer.ReadAsync(client, Maintenance(server), Options.Restore.ConnectLimit, Time, cancellationToken);
        await RefuseFullDatabasesAsync(client, server, target, cancellationToken);
        foreach ((ServerTocDatabase database, RestorePlan? plan) in _databases)
        {
            Progress.Expect(plan?.Bytes ?? database.Length, plan?.Tables.Count ?? 0, isExact: true);
        }

        // :: Step 2
        List<string> done = [];
        RestoreJobSummary sum = new(0, [], 0, 0);
        try
        {
            if (RestoresGlobals)
            {
                sum = sum with { FailedStatements = await RestoreGlobalsAsync(client, server, target, cancellationToken) };
            }

            // :: Step 3
            foreach ((ServerTocDatabase database, RestorePlan? plan) in _databases)
            {
                RestoreJobSummary one = await RestoreAsync(client, server, target, database, plan, cancellationToken);
                done.Add(TargetName(database));
                sum = new RestoreJobSummary(
                    sum.FailedStatements + one.FailedStatements, done, sum.Tables + (one.Tables ?? 0), sum.Rows + (one.Rows ?? 0));
            }
        }
        catch (PostgresException e) when (_databases.Count > 1)
        {
            string missing = string.Join(", ", _databases.Skip(done.Count).Select(database => database.Database.Name));
            string whole = done.Count == 0 ? "No database was restored as a whole" : $"Restored as a whole: {string.Join(", ", done)}";
            string message = $"{e.Message}\n{whole}; not restored, or in part: {missing}.";
            throw new PostgresException(e.Kind, e.Side, message, e.IsTransient, e) { SqlState = e.SqlState };
        }

        return sum;
    }

    private static IEnumerable<ServerTocDatabase> Select(ServerToc toc, RestoreJobOptions options)
    {
        foreach (string name in options.SourceDatabases.Where(name => toc.Databases.All(database => database.Name != name)))
        {
            throw PostgresException.Configuration(
                $"The snapshot has no database '{name}'. It has: {string.Join(", ", toc.Databases.Select(database => database.Name))}.");
        }

        if (options.SourceDatabases.Count != 1 && (options.TargetDatabase is not null || options.Restore.IsSelective))
        {
            throw PostgresException.Configuration(
                "The snapshot holds a whole server. To restore a database under another name, or some of its tables, say which one with "
                + "--source-database.");
        }

        return options.Globals == GlobalsChoice.Only ? []
            : toc.Databases.Where(database => options.SourceDatabases.Count == 0 || options.SourceDatabases.Contains(database.Name));
    }

    private static void RefuseForStreams(IEnumerable<(ServerTocDatabase Database, RestorePlan? Plan)> databases, RestoreJobOptions options)
    {
        ServerTocDatabase? stream = databases.FirstOrDefault(database => database.Plan is null).Database;
        bool isWhole = options.Restore is { IsSelective: false, DataOnly: false, SchemaOnly: false, Clean: false };
        if (stream is not null && (options.TargetDatabase is not null || !isWhole))
        {
            throw PostgresException.Configuration(
                $"The database {stream.Name} was backed up as one stream, and can only be restored as a whole and under its own name.");
        }
    }

    private static PostgresServer Maintenance(PostgresServer server) => server with { Database = server.Database ?? "postgres" };

    private string TargetName(ServerTocDatabase database) => Options.TargetDatabase ?? database.Name;

    /// <summary>Everything that is in the way, at once, and before anything is touched.</summary>
    private async Task RefuseFullDatabasesAsync(PostgresClient client, PostgresServer server, TargetServer target, CancellationToken cancellationToken)
    {
        if (Options.Restore is { Clean: true } or { DataOnly: true } or { StopOnError: false })
        {
            return;
        }

        List<string> full = [];
        foreach ((ServerTocDatabase database, RestorePlan? plan) in _databases.Where(database => target.Databases.Contains(TargetName(database.Database))))
        {
            bool isCreated = plan is null && !ServerScript.IsAlwaysThere(database.Name);
            PostgresServer there = server with { Database = TargetName(database) };
            bool isFull = plan is not { PreDataObjects: 0 }
                && await TargetServer.CountRelationsAsync(client, there, Options.Restore.ConnectLimit, Time, cancellationToken) > 0;
            full.AddRange(isFull || isCreated ? [TargetName(database)] : Array.Empty<string>());
        }

        if (full.Count > 0)
        {
            throw new PostgresException(PostgresErrorKind.InvalidConfiguration, PostgresSide.TargetDatabase,
                $"Target database {server.Display}: these databases exist and are not empty: {string.Join(", ", full)}. Nothing was touched. "
                + "Drop them, restore with --clean --if-exists, or choose others with --source-database and --database.");
        }
    }

    private async Task<long> RestoreGlobalsAsync(PostgresClient client, PostgresServer server, TargetServer target, CancellationToken cancellationToken)
    {
        Progress.Begin("roles and tablespaces");
        Options.Restore.Step?.Invoke("roles and tablespaces");
        (byte[] script, IReadOnlyList<string> existing) = GlobalsScript.For(await _contents.ReadAsync(_toc.Globals, cancellationToken), target);
        if (existing.Count > 0)
        {
            Options.Note?.Invoke($"The target has these roles and tablespaces already: {string.Join(", ", existing)}. "
                + $"{target.User}, which is logged in, stays as it is.");
        }

        RestoreOptions options = new() { StopOnError = Options.Restore.StopOnError, ErrorLine = Options.Restore.ErrorLine };
        await using RestoreStream psql = await new PostgresRestore(client, Time).StartAsync(Maintenance(server), options, cancellationToken);
        await psql.Input.WriteAsync(script, cancellationToken);
        return (await psql.CompleteAsync(cancellationToken)).FailedStatements;
    }

    private async Task<RestoreJobSummary> RestoreAsync(
        PostgresClient client,
        PostgresServer server,
        TargetServer target,
        ServerTocDatabase database,
        RestorePlan? plan,
        CancellationToken cancellationToken)
    {
        Options.Restore.Step?.Invoke($"database {TargetName(database)}");
        if (plan is null)
        {
            return await StreamAsync(client, Maintenance(server), database, cancellationToken);
        }

        bool create = Options.Restore.Create || !target.Databases.Contains(TargetName(database));
        ParallelRestoreSummary summary = await DatabaseRestoreJob.RunAsync(
            client, server with { Database = TargetName(database) }, plan.With(create, $"{TargetName(database)}: "), Options.FileName, database.Offset,
            _contents, Progress, Time, cancellationToken);
        return new RestoreJobSummary(summary.FailedStatements, [TargetName(database)], summary.Tables, summary.Rows);
    }

    private async Task<RestoreJobSummary> StreamAsync(
        PostgresClient client, PostgresServer server, ServerTocDatabase database, CancellationToken cancellationToken)
    {
        RestoreOptions options = new() { StopOnError = Options.Restore.StopOnError, ErrorLine = Options.Restore.ErrorLine };
        PostgresServer first = ServerScript.IsAlwaysThere(database.Name) ? server with { Database = database.Name } : server;
        await using RestoreStream psql = await new PostgresRestore(client, Time).StartAsync(first, options, cancellationToken);
        await using CountingStream counted = new(psql.Input, Progress.AddBytes);
        await _contents.CopyToAsync(Options.FileName, database.Offset, database.Length, counted, cancellationToken);
        return new RestoreJobSummary((await psql.CompleteAsync(cancellationToken)).FailedStatements, [database.Name], null, null);
    }
}
