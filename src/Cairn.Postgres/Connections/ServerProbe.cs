using System.Globalization;
using System.Text;
using System.Text.Json;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Connections;

/// <summary>
/// Asks a server for its facts, through psql: the connection is then made by the same library and settings as that of the dump or restore.
/// </summary>
/// <param name="client">The client whose psql is used; any version does.</param>
/// <param name="side">Whether the server is the source or the target, for messages.</param>
/// <param name="timeProvider">The clock of limits and pauses.</param>
public sealed class ServerProbe(PostgresClient client, PostgresSide side, TimeProvider timeProvider)
{
    private const char FieldSeparator = '\x1f';
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxObjectsBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(20);

    private const string FactsQuery =
        """
        select current_setting('server_version_num'), pg_catalog.pg_is_in_recovery(), pg_catalog.pg_database_size(d.oid),
               pg_catalog.pg_encoding_to_char(d.encoding), d.datname, current_user, current_setting('is_superuser'),
               (select pg_catalog.count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                and not exists (select from pg_catalog.pg_depend e where e.objid = c.oid and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e'))
        from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
        """;

    private const string ObjectsQuery =
        """
        select pg_catalog.json_build_array(
            pg_catalog.json_build_array(current_user),
            (select pg_catalog.json_agg(rolname) from pg_catalog.pg_roles),
            (select pg_catalog.json_agg(datname) from pg_catalog.pg_database),
            (select pg_catalog.json_agg(spcname) from pg_catalog.pg_tablespace))
        """;

    /// <summary>Reads the names of roles, databases and tablespaces; fails as <see cref="ReadFactsAsync"/> does.</summary>
    public async Task<ServerObjects> ReadObjectsAsync(PostgresServer server, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        string answer = await QueryAsync(server, ObjectsQuery, limit, MaxObjectsBytes, cancellationToken);
        using JsonDocument json = JsonDocument.Parse(answer);
        List<string[]> lists = [.. json.RootElement.EnumerateArray().Select(list => list.EnumerateArray().Select(name => name.GetString()!).ToArray())];
        return new ServerObjects(lists[0][0], lists[1], lists[2], lists[3]);
    }

    /// <summary>
    /// Reads the facts, or fails with a <see cref="PostgresException"/> whose kind tells why the server cannot be used.
    /// A server that gives no answer within the limit is <see cref="PostgresErrorKind.TimedOut"/>.
    /// </summary>
    public async Task<ServerFacts> ReadFactsAsync(PostgresServer server, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        string answer = await QueryAsync(server, FactsQuery, limit, MaxAnswerBytes, cancellationToken);
        string[] fields = answer.TrimEnd('\n').Split(FieldSeparator);
        return new ServerFacts(
            PostgresVersion.FromNumber(int.Parse(fields[0], CultureInfo.InvariantCulture)),
            IsStandby: fields[1] == "t",
            Database: fields[4],
            DatabaseBytes: long.Parse(fields[2], CultureInfo.InvariantCulture),
            Encoding: fields[3],
            User: fields[5],
            IsSuperuser: fields[6] == "on",
            UserTables: long.Parse(fields[7], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Reads the facts, repeating as long as the failure is transient (refused, starting up, no free connection, …) and the limit has not
    /// passed. All other failures, such as a wrong password, end it at once. After the limit the last failure is thrown.
    /// </summary>
    public async Task<ServerFacts> WaitUntilReadyAsync(PostgresServer server, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            TimeSpan left = limit - timeProvider.GetElapsedTime(start);
            try
            {
                return await ReadFactsAsync(server, Shorter(TryLimit, Longer(left, FirstPause)), cancellationToken);
            }
            catch (PostgresException e) when (e.IsTransient && timeProvider.GetElapsedTime(start) + pause < limit)
            {
                await Task.Delay(pause, timeProvider, cancellationToken);
                pause = Shorter(pause * 2, LongestPause);
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private async Task<string> QueryAsync(PostgresServer server, string sql, TimeSpan limit, int maxBytes, CancellationToken cancellationToken)
    {
        var options = new ChildProcessOptions
        {
            Program = client.Psql,
            Arguments =
            [
                "-XAtq", "--field-separator=" + FieldSeparator, "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=verbose",
                .. ToolEnvironment.ConnectionArguments(server), "--command=" + sql,
            ],
            Environment = ToolEnvironment.For(server),
            Redactor = ToolEnvironment.Redactor(server),
        };
        using var timer = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await using ChildProcess psql = ChildProcess.Start(options, timeProvider, either.Token);
            byte[] answer = new byte[maxBytes];
            int count = await psql.Output.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, either.Token);
            ProcessExit exit = await psql.Exited.WaitAsync(either.Token);
            // Cancelling stops psql, whose end may be seen first.
            either.Token.ThrowIfCancellationRequested();
            return exit.IsSuccess
                ? Encoding.UTF8.GetString(answer, 0, count)
                : throw ToolFailure.Create(psql.Name, server, side, exit);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ToolFailure.TimedOut("psql", server, side, limit);
        }
    }
}
