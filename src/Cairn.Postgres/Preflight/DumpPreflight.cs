using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;

namespace Cairn.Postgres.Preflight;

/// <summary>Checks that a dump can work, before anything is started or stored.</summary>
/// <param name="catalog">The installed clients.</param>
/// <param name="timeProvider">The clock of limits.</param>
public sealed class DumpPreflight(ClientCatalog catalog, TimeProvider timeProvider)
{
    /// <summary>
    /// Waits for the server, at most for the limit, reads its facts and chooses the client. Fails with the <see cref="PostgresException"/>
    /// that says why the dump cannot work.
    /// </summary>
    public async Task<DumpPreflightReport> RunAsync(
        PostgresServer server, DumpProgram program, ClientPreference preference, TimeSpan limit, CancellationToken cancellationToken)
    {
        var probe = new ServerProbe(catalog.Newest(), PostgresSide.SourceDatabase, timeProvider);
        ServerFacts facts = await probe.WaitUntilReadyAsync(server, limit, cancellationToken);
        PostgresClient client = catalog.ForDump(facts.Version, preference);
        return new DumpPreflightReport(facts, client, [.. Notes(facts, client, program)]);
    }

    internal static IEnumerable<string> Notes(ServerFacts facts, PostgresClient client, DumpProgram program)
    {
        if (facts.IsStandby)
        {
            yield return "The server is a standby. A dump can be read from it, but recovery may cancel long queries: "
                + "hot_standby_feedback or a larger max_standby_streaming_delay prevents that.";
        }

        if (client.Version.Major > facts.Version.Major)
        {
            yield return $"The dump is made by pg_dump {client.Version} from a server of version {facts.Version.Major}. "
                + $"PostgreSQL promises that it loads into version {client.Version.Major} and newer; "
                + $"restoring into {facts.Version.Major} may report unknown settings. "
                + $"With postgresql-client-{facts.Version.Major} installed, the server's own version can be chosen.";
        }

        if (program == DumpProgram.PgDumpAll && !facts.IsSuperuser)
        {
            yield return $"The user {facts.User} is no superuser, and pg_dumpall reads what usually only one may read: "
                + "--no-role-passwords leaves out the users' passwords.";
        }
    }
}
