using System.Globalization;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Dump.Servers;

namespace Cairn.Postgres.Preflight;

/// <summary>
/// Checks everything that a dump needs, and names all problems at once: client, standby, rights on every table, row security, locks, connections. Nothing is
/// changed, and nothing is locked.
/// </summary>
/// <param name="catalog">The installed clients.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class BackupPreflight(ClientCatalog catalog, TimeProvider timeProvider)
{
    private const double LockReserve = 1.5;

    private const string UserTables =
        """
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'S') and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
          and not exists (select from pg_catalog.pg_depend d
                          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
        """;

    private const string TableCount = "select count(*) " + UserTables + " and c.relkind = 'r'";

    private const string UnreadableTables = "select pg_catalog.format('%I.%I', n.nspname, c.relname) " + UserTables
        + " and not (pg_catalog.has_schema_privilege(n.oid, 'USAGE') and case c.relkind when 'S' then pg_catalog.has_sequence_privilege(c.oid, 'SELECT')"
        + " else pg_catalog.has_table_privilege(c.oid, 'SELECT') end) order by 1";

    private const string HiddenRows = "select pg_catalog.format('%I.%I', n.nspname, c.relname) " + UserTables
        + " and c.relkind = 'r' and pg_catalog.row_security_active(c.oid) order by 1";

    private const string ForeignLargeObjects =
        """
        select count(*) from pg_catalog.pg_largeobject_metadata
        where lomacl is null and not pg_catalog.pg_has_role(lomowner, 'USAGE') and current_setting('is_superuser') <> 'on'
        """;

    private const string LockedTables =
        """
        select distinct pg_catalog.format('%I.%I (process %s)', n.nspname, c.relname, l.pid)
        from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where l.mode = 'AccessExclusiveLock' and l.granted and c.relkind = 'r' and n.nspname not in ('pg_catalog', 'pg_toast')
          and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
        order by 1
        """;

    // How many tables can be locked, as the server sizes its table of locks. Each of them by two sessions; and there is a reserve that others may have used.
    private const string LockCapacity =
        """
        select current_setting('max_locks_per_transaction')::bigint
               * (1 + (select sum(setting::bigint) from pg_catalog.pg_settings
                       where name in ('max_connections', 'autovacuum_max_workers', 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions')))
        """;

    /// <summary>Checks a server, waiting for it at most for the limit.</summary>
    public async Task<PreflightReport> RunAsync(
        PostgresServer server, DumpJobOptions options, ClientPreference preference, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        FindingList findings = new();
        try
        {
            PostgresClient newest = catalog.Newest();
            ServerFacts facts = await new ServerProbe(newest, PostgresSide.SourceDatabase, timeProvider).WaitUntilReadyAsync(server, limit, cancellationToken);
            findings.Fact("server", $"PostgreSQL {facts.Version}{(facts.IsStandby ? ", a standby" : "")}, database {facts.Database}, user {facts.User}.");
            CheckClient(facts, preference, findings);
            await CheckServerAsync(newest, server, facts, options, findings, cancellationToken);
        }
        catch (PostgresException e)
        {
            findings.Problem(e.Side == PostgresSide.Tool ? "client" : "connection", e.Message);
        }

        return findings.ToReport();
    }

    private void CheckClient(ServerFacts facts, ClientPreference preference, FindingList findings)
    {
        try
        {
            PostgresClient client = catalog.ForDump(facts.Version, preference);
            findings.Fact("client", $"pg_dump {client.Version} in {client.Directory}.");
            foreach (string note in DumpPreflight.Notes(facts with { IsStandby = false, IsSuperuser = true }, client, DumpProgram.PgDump))
            {
                findings.Warning("client", note);
            }
        }
        catch (PostgresException e)
        {
            findings.Problem("client", e.Message);
        }
    }

    private async Task CheckServerAsync(
        PostgresClient client, PostgresServer server, ServerFacts facts, DumpJobOptions options, FindingList findings, CancellationToken cancellationToken)
    {
        bool isServer = options.Program == DumpProgram.PgDumpAll;
        await using ServerSession session =
            await ServerSession.OpenAsync(client, server, PostgresSide.SourceDatabase, timeProvider, cancellationToken);

        // One connection for the snapshot and one for pg_dump, which gives its place to the readers.
        int best = options.Plain ? 1 : options.Jobs + (isServer ? options.Jobs : 1);
        await ConnectionCheck.RunAsync(session, least: options.Plain ? 1 : 2, best, findings, cancellationToken);
        if (facts.IsStandby)
        {
            await CheckStandbyAsync(session, findings, cancellationToken);
        }

        if (!isServer)
        {
            await CheckDatabaseAsync(session, facts.Database, options, findings, cancellationToken);
            return;
        }

        bool canReadPasswords = await session.IsTrueAsync("select pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')", cancellationToken);
        if (!canReadPasswords && !options.ExtraArguments.Contains("--no-role-passwords"))
        {
            findings.Problem("rights", $"The user {facts.User} may not read the passwords of roles. Add '-- --no-role-passwords', or use a superuser.");
        }

        await CheckDatabasesAsync(client, server, facts, options, findings, cancellationToken);
    }

    private async Task CheckDatabasesAsync(
        PostgresClient client, PostgresServer server, ServerFacts facts, DumpJobOptions options, FindingList findings, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> excluded = ServerArguments.Parse(options.ExtraArguments).Arguments?.Excluded ?? [];
        ServerCatalog databases = new(client, server with { Database = facts.Database }, PostgresSide.SourceDatabase, options.ConnectLimit, timeProvider);
        foreach (ServerDatabase database in (await databases.ReadAsync(excluded, role: null, cancellationToken)).Databases)
        {
            try
            {
                await using ServerSession session = await ServerSession.OpenAsync(
                    client, server with { Database = database.Name }, PostgresSide.SourceDatabase, timeProvider, cancellationToken);
                await CheckDatabaseAsync(session, database.Name, options, findings, cancellationToken);
            }
            catch (PostgresException e)
            {
                findings.Problem("connection", e.Message);
            }
        }
    }

    private static async Task CheckDatabaseAsync(
        ServerSession session, string database, DumpJobOptions options, FindingList findings, CancellationToken cancellationToken)
    {
        // Which tables arguments leave out only pg_dump knows.
        string unless = options.Program == DumpProgram.PgDump && options.ExtraArguments.Count > 0 ? " unless arguments leave them out" : "";
        IReadOnlyList<string> unreadable = await session.NamesAsync(UnreadableTables, cancellationToken);
        if (unreadable.Count > 0)
        {
            findings.Problem("rights", $"In the database {database} the user may not read {FindingList.Names(unreadable)}. pg_dump fails{unless}. "
                + "Grant SELECT and USAGE of the schema (since PostgreSQL 14: GRANT pg_read_all_data), or use the owner.");
        }

        IReadOnlyList<string> hidden = await session.NamesAsync(HiddenRows, cancellationToken);
        if (hidden.Count > 0)
        {
            findings.Problem("rights", $"In the database {database} row security hides rows of {FindingList.Names(hidden)} from the user. "
                + $"pg_dump fails{unless}. Give the user BYPASSRLS.");
        }

        long largeObjects = await session.NumberAsync(ForeignLargeObjects, cancellationToken);
        if (largeObjects > 0)
        {
            findings.Problem("rights", $"In the database {database} the user may not read {largeObjects} large objects of others. "
                + "Grant SELECT on them, add '-- --no-blobs', or use a superuser.");
        }

        IReadOnlyList<string> locked = await session.NamesAsync(LockedTables, cancellationToken);
        if (locked.Count > 0)
        {
            findings.Warning("locks", $"In the database {database} somebody has locked {FindingList.Names(locked)}. The dump waits until that is over.");
        }

        await CheckLocksAsync(session, database, options, findings, cancellationToken);
    }

    private static async Task CheckLocksAsync(
        ServerSession session, string database, DumpJobOptions options, FindingList findings, CancellationToken cancellationToken)
    {
        long tables = await session.NumberAsync(TableCount, cancellationToken);
        long capacity = await session.NumberAsync(LockCapacity, cancellationToken);
        findings.Fact("size", string.Create(CultureInfo.InvariantCulture, $"Database {database}: {tables} tables."));
        string sentence = $"The database {database} has {tables} tables, and the server has room to lock about {capacity}. ";
        if (tables > capacity * LockReserve)
        {
            findings.Problem("locks", sentence + "Raise max_locks_per_transaction.");
        }
        else if (tables > capacity)
        {
            string stream = options.Plain ? "" : "It may be read as one stream and not in parallel. ";
            findings.Warning("locks", $"{sentence}{stream}Raising max_locks_per_transaction helps.");
        }
    }

    private static async Task CheckStandbyAsync(ServerSession session, FindingList findings, CancellationToken cancellationToken)
    {
        string delay = await session.ValueAsync("show max_standby_streaming_delay", cancellationToken);
        string feedback = await session.ValueAsync("show hot_standby_feedback", cancellationToken);
        if (feedback != "on" && delay != "-1")
        {
            findings.Warning("standby", $"On this standby recovery cancels queries that are in its way for longer than {delay} (max_standby_streaming_delay), "
                + "and hot_standby_feedback is off. Switch that on, or raise the delay (-1 is no limit) for the time of the backup.");
        }
        else
        {
            findings.Fact("standby", $"A standby with hot_standby_feedback {feedback} and max_standby_streaming_delay {delay}.");
        }
    }
}
