using System.Text;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Tests.Dump.Parallel;

/// <summary>The parallel dump against pg_dump itself: the script must be the same, byte for byte.</summary>
public sealed class ParallelDumpTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData]
    [InlineData("--schema=app")]
    [InlineData("-t", "app.plain", "-b")]
    [InlineData("-x")]
    [InlineData("-O")]
    [InlineData("-C")]
    [InlineData("-c", "--if-exists")]
    [InlineData("-cC", "--if-exists")]
    [InlineData("--no-comments")]
    [InlineData("-T", "app.plain")]
    [InlineData("--exclude-table-data=app.*")]
    [InlineData("--load-via-partition-root")]
    [InlineData("--no-unlogged-table-data", "--no-tablespaces", "-B")]
    public async Task Script_of_a_database_with_everything_is_that_of_pg_dump(params string[] arguments)
    {
        string database = await server.EveryKindAsync(Token);
        string expected = await server.Postgres.DumpTextAsync(database, Token, arguments);
        Assert.Equal(expected, await DumpAsync(database, new ParallelDumpOptions { ExtraArguments = arguments, RangeBytes = 64 * 1024 }, 3));
    }

    [Fact]
    public async Task Script_of_an_empty_database_is_that_of_pg_dump()
    {
        string database = await server.NewDatabaseAsync("", Token);
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await DumpAsync(database, new ParallelDumpOptions(), 2));
    }

    [Fact]
    public async Task Script_of_a_table_in_many_ranges_is_that_of_pg_dump()
    {
        string database = await server.NewDatabaseAsync(
            """
            create table t as select i, repeat(md5(i::text), 5) x from generate_series(1, 50000) i;
            delete from t where i between 20000 and 40000; vacuum t;
            create table wide as select i, (select string_agg(md5((i * j)::text), '') from generate_series(1, 300) j) x from generate_series(1, 400) i;
            """, Token);
        ParallelDumpOptions options = new() { RangeBytes = 256 * 1024 };
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await DumpAsync(database, options, 4));
    }

    [Fact]
    public async Task Script_of_many_small_tables_is_that_of_pg_dump_and_they_share_parts()
    {
        string create = string.Concat(Enumerable.Range(0, 300).Select(i => $"create table t{i} as select {i} as a from generate_series(1, {i % 5}); "));
        string database = await server.NewDatabaseAsync(create, Token);
        await using DumpSession session = await PrepareAsync(database, new ParallelDumpOptions());
        Assert.InRange(session.Parts.Count, 4, 60);
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await ReadAsync(session, 2));
    }

    [Theory]
    [InlineData("LATIN1", "sch\u00f6n")]
    [InlineData("SQL_ASCII", "sch\u00f6n")]
    [InlineData("EUC_JP", "\u65e5\u672c")]
    public async Task Script_of_a_database_in_another_encoding_is_that_of_pg_dump(string encoding, string name)
    {
        string database = $"enc_{encoding}".ToLowerInvariant();
        await server.Postgres.ExecuteAsync("postgres", $"create database {database} template template0 encoding '{encoding}' locale 'C'", Token);
        await server.Postgres.ExecuteAsync(database, $"set client_encoding = 'UTF8'; create table \"{name}\" as select '{name}'::text as \"{name}\"", Token);
        byte[] script = await BytesAsync(database, new ParallelDumpOptions(), 2);
        string expected = await server.Postgres.DumpTextAsync(database, Token, "-E", encoding == "SQL_ASCII" ? "SQL_ASCII" : "UTF8");
        if (encoding != "SQL_ASCII")
        {
            script = await BytesAsync(database, new ParallelDumpOptions { ExtraArguments = ["-E", "UTF8"] }, 2);
        }

        Assert.Equal(expected, WithoutKeys(Encoding.UTF8.GetString(script)));
    }

    [Fact]
    public async Task Rows_of_an_extensions_table_are_those_that_the_extension_names()
    {
        string database = await server.EveryKindAsync(Token);
        string script = await DumpAsync(database, new ParallelDumpOptions(), 1);
        Assert.Contains("COPY public.ext_config (id, own) FROM stdin;\n2\tf\n\\.\n", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--inserts")]
    [InlineData("--format=custom")]
    [InlineData("-a")]
    [InlineData("--section=data")]
    [InlineData("--quote-all-identifiers")]
    public async Task Argument_that_is_not_known_refuses_the_parallel_way(string argument)
    {
        string database = await server.NewDatabaseAsync("", Token);
        PreparedDump prepared = await Dump().PrepareAsync(server.Server(database), new ParallelDumpOptions { ExtraArguments = [argument] }, Token);
        Assert.Null(prepared.Session);
        Assert.Contains("is not known to it", prepared.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_waits_for_a_table_does_not_stop_the_dump()
    {
        string database = await server.NewDatabaseAsync("create table a as select 1 x; create table b as select 2 x", Token);
        string expected = await server.Postgres.DumpTextAsync(database, Token);
        await using DumpSession session = await PrepareAsync(database, new ParallelDumpOptions());
        Task altering = server.Postgres.ExecuteAsync(database, "alter table a add column y int", Token);
        await UntilSomebodyWaitsAsync(database);

        Assert.Equal(expected, await ReadAsync(session, 2));
        await altering;
    }

    [Fact]
    public async Task Dump_that_waits_behind_a_change_of_a_table_shows_the_moment_when_it_began()
    {
        string database = await server.NewDatabaseAsync("create table a as select 1 x", Token);
        string expected = await server.Postgres.DumpTextAsync(database, Token);
        await using DumpSession first = await PrepareAsync(database, new ParallelDumpOptions());
        Task altering = server.Postgres.ExecuteAsync(database, "set lock_timeout = '20s'; alter table a add column y int", Token);
        await UntilSomebodyWaitsAsync(database);

        // pg_dump itself waits in the queue, so the second dump goes on when the first has ended and the table was changed.
        Task<DumpSession> second = PrepareAsync(database, new ParallelDumpOptions());
        await UntilSomebodyWaitsAsync(database, waiters: 2);
        await ReadAsync(first, 1);
        await first.DisposeAsync();
        await altering;
        await using DumpSession session = await second;
        Assert.Equal(expected, await ReadAsync(session, 1));
    }

    [Fact]
    public async Task Dump_whose_coordinator_is_terminated_fails_by_the_source()
    {
        string database = await server.NewDatabaseAsync("create table a as select 1 x", Token);
        await using DumpSession session = await PrepareAsync(database, new ParallelDumpOptions());
        await server.Postgres.ExecuteAsync("postgres", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'", Token);
        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(session, 2));
        Assert.Equal(PostgresSide.SourceDatabase, failure.Side);
    }

    [Fact]
    public async Task Dump_with_more_jobs_than_connections_uses_those_that_there_are()
    {
        string create = string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"create table t{i} as select repeat(md5(i::text), 50) from generate_series(1, 400) i; "));
        string database = await server.NewDatabaseAsync(create, Token);
        await server.Postgres.ExecuteAsync("postgres", "create role few login superuser password 'x' ; ", Token);
        await server.Postgres.ExecuteAsync(
            "postgres", $"alter database {database} connection limit 3; alter role few nosuperuser; grant pg_read_all_data to few", Token);
        PostgresServer few = server.Server(database) with { User = "few", Password = "x" };
        PreparedDump prepared = await Dump().PrepareAsync(few, new ParallelDumpOptions(), Token);
        await using DumpSession session = prepared.Session!;
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await ReadAsync(session, 8));
    }

    [Fact]
    public async Task Dump_reads_one_moment_while_writers_change_everything()
    {
        string database = await server.NewDatabaseAsync(
            """
            create table account (id int primary key, balance int not null, pad text);
            insert into account select i, 100, repeat('x', 200) from generate_series(1, 5000) i;
            create table transfer (id bigserial primary key, a int, b int);
            create procedure churn(n int) language plpgsql as $$ declare a int; b int; begin
              for i in 1..n loop
                a := 1 + (random() * 4999)::int; b := 1 + (random() * 4999)::int;
                update account set balance = balance - 1 where id = a;
                update account set balance = balance + 1 where id = b;
                insert into transfer (a, b) values (a, b);
                commit;
              end loop; end $$;
            """, Token);
        Task[] writers = [.. Enumerable.Range(0, 2).Select(_ => server.Postgres.ExecuteAsync(database, "call churn(4000)", Token))];
        for (int round = 0; round < 3; round++)
        {
            string script = await DumpAsync(database, new ParallelDumpOptions { RangeBytes = 128 * 1024 }, 4);
            string copy = await server.NewDatabaseAsync("", Token);
            await server.Postgres.ExecuteAsync(copy, script, Token);
            const string check =
                """
                select (select sum(balance) from account) = 500000
                   and not exists (select from account c where balance <> 100 - (select count(*) from transfer where a = c.id)
                                                                          + (select count(*) from transfer where b = c.id))
                """;
            Assert.Equal("t", (await server.Postgres.ExecuteAsync(copy, "create index on transfer (a); create index on transfer (b); " + check, Token)).Trim());
        }

        await Task.WhenAll(writers);
    }

    private async Task UntilSomebodyWaitsAsync(string database, int waiters = 1)
    {
        string waiting = $"select count(*) >= {waiters} from pg_locks l join pg_database d on d.oid = l.database "
            + "where not granted and datname = current_database()";
        while ((await server.Postgres.ExecuteAsync(database, waiting, Token)).Trim() == "f")
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    private ParallelDump Dump() => new(server.Client, TimeProvider.System);

    private async Task<DumpSession> PrepareAsync(string database, ParallelDumpOptions options)
    {
        PreparedDump prepared = await Dump().PrepareAsync(server.Server(database), options, Token);
        Assert.Null(prepared.Refusal);
        return prepared.Session!;
    }

    private async Task<string> DumpAsync(string database, ParallelDumpOptions options, int jobs) =>
        WithoutKeys(Encoding.UTF8.GetString(await BytesAsync(database, options, jobs)));

    private async Task<byte[]> BytesAsync(string database, ParallelDumpOptions options, int jobs)
    {
        await using DumpSession session = await PrepareAsync(database, options);
        return await ScriptAsync(session, jobs);
    }

    private static async Task<string> ReadAsync(DumpSession session, int jobs) => WithoutKeys(Encoding.UTF8.GetString(await ScriptAsync(session, jobs)));

    private static async Task<byte[]> ScriptAsync(DumpSession session, int jobs)
    {
        byte[][] parts = new byte[session.Parts.Count][];
        await session.RunAsync(jobs, async (part, stream, token) =>
        {
            using MemoryStream content = new();
            await stream.CopyToAsync(content, token);
            parts[part.Number] = content.ToArray();
        }, Token);
        return [.. parts.SelectMany(part => part)];
    }

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
