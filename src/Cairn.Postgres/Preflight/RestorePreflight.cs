using System.Text;
using Cairn.Postgres.Archives;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Restore;
using Cairn.Postgres.Restore.Parallel;
using Cairn.Postgres.Restore.Servers;
using Cairn.Postgres.Sql;

namespace Cairn.Postgres.Preflight;

/// <summary>
/// Checks everything that a planned restore needs of its target, and names all problems at once: client, rights, roles, tablespaces, extensions, encoding and
/// locale, connections, disk, and whether something is in the way. Nothing is changed.
/// </summary>
/// <param name="client">The client that will restore: see <see cref="ClientCatalog.Newest"/>.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class RestorePreflight(PostgresClient client, TimeProvider timeProvider)
{
    /// <summary>What is stored takes about this much more with indexes and the server's own bookkeeping. The log of changes comes on top for a while.</summary>
    private const double DiskFactor = 1.5;

    // Objects that only a superuser makes, by their types in a dump.
    private static readonly string[] SuperuserTypes = ["EVENT TRIGGER", "FOREIGN DATA WRAPPER", "ACCESS METHOD", "TRANSFORM"];

    /// <summary>Checks a target, waiting for it at most for the limit.</summary>
    /// <param name="server">The target, as it is handed to <see cref="RestoreJob.RunAsync"/>.</param>
    /// <param name="job">The planned restore.</param>
    /// <param name="limit">How long to wait for the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PreflightReport> RunAsync(PostgresServer server, RestoreJob job, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(job);
        FindingList findings = new();
        try
        {
            PostgresServer first = job.ToWaitFor(server);
            ServerFacts facts = await new ServerProbe(client, PostgresSide.TargetDatabase, timeProvider).WaitUntilReadyAsync(first, limit, cancellationToken);
            findings.Fact("server", $"PostgreSQL {facts.Version}, user {facts.User}{(facts.IsSuperuser ? ", a superuser" : "")}.");
            findings.Fact("client", $"pg_restore and psql {client.Version} in {client.Directory}.");
            await using ServerSession session = await ServerSession.OpenAsync(client, first, PostgresSide.TargetDatabase, timeProvider, cancellationToken);
            await CheckServerAsync(session, facts, job, findings, cancellationToken);
            TargetServer target = await TargetServer.ReadAsync(client, first, TimeSpan.FromSeconds(30), timeProvider, cancellationToken);
            IReadOnlySet<string> madeRoles = await job.RolesToMakeAsync(cancellationToken);
            foreach (RestorePlan plan in job.Plans)
            {
                CheckClient(plan, findings);
                await CheckPlanAsync(session, facts, target, madeRoles, plan, findings, cancellationToken);
                await CheckDatabaseAsync(server, job, facts, target, plan, findings, cancellationToken);
            }
        }
        catch (PostgresException e)
        {
            findings.Problem(e.Side == PostgresSide.Tool ? "client" : "connection", e.Message);
        }

        return findings.ToReport();
    }

    private static async Task CheckServerAsync(
        ServerSession session, ServerFacts facts, RestoreJob job, FindingList findings, CancellationToken cancellationToken)
    {
        if (facts.IsStandby)
        {
            findings.Problem("standby", "The server is a standby: nothing can be restored to it. Use the primary.");
        }
        else if (await session.ValueAsync("show default_transaction_read_only", cancellationToken) == "on")
        {
            findings.Problem("rights", "Transactions of this user are read-only (default_transaction_read_only).");
        }

        int jobs = job.Plans.Count == 0 ? 1 : job.Plans.Max(plan => plan.Options.Jobs);
        await ConnectionCheck.RunAsync(session, least: 1, jobs, findings, cancellationToken);
        await CheckDiskAsync(session, facts, job.Plans.Sum(plan => plan.Bytes), findings, cancellationToken);
    }

    private void CheckClient(RestorePlan plan, FindingList findings)
    {
        string version = plan.Archive.Header.DumpVersion;
        if (int.TryParse(version.Split('.')[0], out int major) && major > client.Version.Major)
        {
            findings.Problem("client", $"The dump of {plan.SourceDatabase} was made by pg_dump {version}, and pg_restore is {client.Version}. "
                + $"Install postgresql-client-{major}.");
        }
    }

    private static async Task CheckDiskAsync(
        ServerSession session, ServerFacts facts, long bytes, FindingList findings, CancellationToken cancellationToken)
    {
        // Only a superuser is told the directory, and only on the same machine does it mean something.
        if (!facts.IsSuperuser
            || await session.IsTrueAsync("select pg_catalog.inet_server_addr() is not null and pg_catalog.inet_server_addr() "
                + "<> coalesce(pg_catalog.inet_client_addr(), '0.0.0.0')", cancellationToken))
        {
            return;
        }

        string directory = await session.ValueAsync("show data_directory", cancellationToken);
        if (!Directory.Exists(directory))
        {
            return;
        }

        long free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < bytes * DiskFactor)
        {
            findings.Problem("disk", $"The rows are {bytes >> 20} MiB; with indexes the target will need about {(long)(bytes * DiskFactor) >> 20} MiB, "
                + $"and the disk of {directory} has {free >> 20} MiB free.");
        }
    }

    private static async Task CheckPlanAsync(
        ServerSession session,
        ServerFacts facts,
        TargetServer target,
        IReadOnlySet<string> madeRoles,
        RestorePlan plan,
        FindingList findings,
        CancellationToken cancellationToken)
    {
        ArchiveEntry[] entries = plan.Options.DataOnly ? [] : [.. plan.Archive.Entries.Where(plan.Selection.Contains)];
        string database = plan.SourceDatabase;
        string[] roles = [.. RolesOf(entries, plan.Options).Except(target.Roles).Except(madeRoles)];
        if (roles.Length > 0)
        {
            findings.Problem("roles", $"Objects of {database} belong to roles, or grant rights to roles, that the target does not have: "
                + $"{FindingList.Names(roles)}. Create them, or restore with --no-owner and --no-privileges.");
        }

        string[] tablespaces = [.. entries.Select(entry => Shown(entry.Tablespace)).Where(name => name.Length > 0).Distinct().Except(target.Tablespaces)];
        if (tablespaces.Length > 0)
        {
            findings.Problem("tablespaces", $"Objects of {database} lie in tablespaces that the target does not have: "
                + $"{FindingList.Names(tablespaces)}. Create them.");
        }

        HashSet<string> available = [.. await session.NamesAsync("select name from pg_catalog.pg_available_extensions", cancellationToken)];
        string[] extensions = [.. entries.Where(entry => entry.Type == "EXTENSION").Select(entry => Shown(entry.Tag)).Where(name => !available.Contains(name))];
        if (extensions.Length > 0)
        {
            findings.Problem("extensions", $"Extensions of {database} are not installed on the target's machine: {FindingList.Names(extensions)}.");
        }

        string[] superuser =
        [
            .. entries.Where(entry => SuperuserTypes.Contains(entry.Type)).Select(entry => $"{entry.Type.ToLowerInvariant()} {Shown(entry.Tag)}"),
        ];
        if (superuser.Length > 0 && !facts.IsSuperuser)
        {
            findings.Warning("rights", $"Only a superuser makes {FindingList.Names(superuser)}.");
        }
    }

    private async Task CheckDatabaseAsync(
        PostgresServer server,
        RestoreJob job,
        ServerFacts facts,
        TargetServer target,
        RestorePlan plan,
        FindingList findings,
        CancellationToken cancellationToken)
    {
        string name = job.TargetNameOf(plan, server) ?? facts.Database;
        bool exists = target.Databases.Contains(name);
        if (plan.Options.Create && exists)
        {
            findings.Problem("target", $"The database {name} exists already, and was to be created. Leave out --create, or drop it.");
        }
        else if (!exists)
        {
            await CheckCreationAsync(server, job, facts, name, plan, findings, cancellationToken);
            return;
        }

        try
        {
            await using ServerSession session = await ServerSession.OpenAsync(
                client, server with { Database = name }, PostgresSide.TargetDatabase, timeProvider, cancellationToken);
            await CheckExistingAsync(session, name, plan, findings, cancellationToken);
            long relations = await TargetServer.CountRelationsAsync(
                client, server with { Database = name }, TimeSpan.FromSeconds(30), timeProvider, cancellationToken);
            if (relations > 0 && plan.Options is { Clean: false, DataOnly: false } && plan.PreDataObjects > 0)
            {
                string sentence = $"The database {name} is not empty: it has {relations} tables, views and sequences. With --clean "
                    + "--if-exists those are dropped that are going to be created.";
                if (plan.Options.IsSelective)
                {
                    findings.Warning("target", sentence);
                }
                else
                {
                    findings.Problem("target", sentence);
                }
            }
        }
        catch (PostgresException e)
        {
            findings.Problem("connection", e.Message);
        }
    }

    private async Task CheckCreationAsync(
        PostgresServer server, RestoreJob job, ServerFacts facts, string name, RestorePlan plan, FindingList findings, CancellationToken cancellationToken)
    {
        if (!plan.Options.Create && !job.IsServer)
        {
            findings.Problem("target", $"The database {name} does not exist. Create it, or add --create.");
        }

        await using ServerSession session = await ServerSession.OpenAsync(
            client, job.ToWaitFor(server), PostgresSide.TargetDatabase, timeProvider, cancellationToken);
        if (!facts.IsSuperuser && !await session.IsTrueAsync("select rolcreatedb from pg_catalog.pg_roles where rolname = current_user", cancellationToken))
        {
            findings.Problem("rights", $"The user {facts.User} may not create databases (CREATEDB), and {name} has to be created.");
        }

        HashSet<string> locales = [.. await session.NamesAsync("select distinct collcollate from pg_catalog.pg_collation", cancellationToken)];
        foreach (string locale in LocalesOf(plan).Where(locale => locale is not ("C" or "POSIX") && !locales.Contains(locale)))
        {
            findings.Warning("locale", $"The database {name} has the locale {locale}, which the target does not list. Install it there, or create the database "
                + "with another one and restore into it.");
        }
    }

    private static async Task CheckExistingAsync(
        ServerSession session, string name, RestorePlan plan, FindingList findings, CancellationToken cancellationToken)
    {
        if (!plan.Options.DataOnly && !await session.IsTrueAsync("select pg_catalog.has_database_privilege(current_database(), 'CREATE')", cancellationToken))
        {
            findings.Problem("rights", $"The user may not create schemas in the database {name}. Grant CREATE on it.");
        }

        string encoding = await session.ValueAsync("show server_encoding", cancellationToken);
        if (encoding != plan.Toc.DumpEncoding && encoding != "UTF8")
        {
            findings.Warning("encoding", $"The dump of {plan.SourceDatabase} is in {plan.Toc.DumpEncoding}, and the database {name} in {encoding}: characters "
                + "that it does not have make the restore fail. Create it in the same encoding.");
        }
    }

    private static HashSet<string> RolesOf(IEnumerable<ArchiveEntry> entries, ParallelRestoreOptions options)
    {
        HashSet<string> roles = [];
        foreach (ArchiveEntry entry in entries)
        {
            if (!options.NoOwner && entry.Owner.Length > 0)
            {
                roles.Add(Shown(entry.Owner));
            }

            if (!options.NoPrivileges && entry.IsPrivileges)
            {
                roles.UnionWith(GranteesOf(entry.Definition));
            }
        }

        return roles;
    }

    /// <summary>The roles behind TO and FROM.</summary>
    private static IEnumerable<string> GranteesOf(string definition)
    {
        foreach (string statement in SqlScanner.Statements(definition))
        {
            string[] tokens = [.. SqlScanner.Tokens(statement)];
            int place = tokens is ["GRANT" or "REVOKE" or "ALTER", ..] ? Array.FindLastIndex(tokens, token => token is "TO" or "FROM") : -1;
            if (place >= 0 && place + 1 < tokens.Length && tokens[place + 1] is not ("PUBLIC" or "SESSION_USER" or "CURRENT_USER"))
            {
                yield return Shown(SqlScanner.Unquote(tokens[place + 1]));
            }
        }
    }

    private static IEnumerable<string> LocalesOf(RestorePlan plan)
    {
        string definition = plan.Archive.Entries.FirstOrDefault(entry => entry.Type == "DATABASE")?.Definition ?? "";
        string[] tokens = [.. SqlScanner.Tokens(definition)];
        for (int i = 0; i + 2 < tokens.Length; i++)
        {
            if (tokens[i] is "LOCALE" or "LC_COLLATE" or "LC_CTYPE" && tokens[i + 1] == "=")
            {
                yield return tokens[i + 2].Trim('\'');
            }
        }
    }

    private static string Shown(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
