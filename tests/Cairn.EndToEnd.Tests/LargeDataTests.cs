namespace Cairn.EndToEnd.Tests;

/// <summary>Many tables, large fields, large tables. With CAIRN_TEST_LARGE=1 (<c>make test-matrix</c>) in the sizes that people complain about.</summary>
public sealed class LargeDataTests(SharedServer server) : IDisposable
{
    private static readonly bool IsLarge = Environment.GetEnvironmentVariable("CAIRN_TEST_LARGE") == "1";

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Rows_with_fields_of_50_megabytes_come_back()
    {
        // Text that does not compress to nothing, bytes that are twice as long in the script, and small rows beside them.
        string database = await server.NewDatabaseAsync(
            """
            create table fields (id int, t text, b bytea);
            insert into fields select 1, string_agg(md5(i::text), ''), null from generate_series(1, 1600000) i;
            insert into fields select 2, 'small', decode(t, 'hex') from fields where id = 1;
            insert into fields select i, 'small', null from generate_series(3, 100) i;
            """, Token);
        const string sums = "select string_agg(md5(id || coalesce(t, '') || coalesce(md5(b), '')), ' ' order by id), max(length(t)), max(length(b)) "
            + "from fields";
        string expected = await server.Postgres.ExecuteAsync(database, sums, Token);
        Assert.Contains("|51200000|25600000", expected, StringComparison.Ordinal);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--jobs", "3");
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token)).MustExitWith(0);
        Assert.Equal(expected, await server.Postgres.ExecuteAsync(target, sums, Token));
    }

    [Fact]
    public async Task Many_small_tables_come_back_in_parallel()
    {
        int count = IsLarge ? 10_000 : 1_000;
        Dictionary<string, string> settings = new() { ["max_locks_per_transaction"] = "256" };
        await using ScratchPostgres postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Settings = settings }, Token);
        await FillAsync(postgres, "many", count);
        ProgramResult backup = await BackupAsync(postgres, "many", "--jobs", "3", "--json");
        Assert.DoesNotContain("as one stream", backup.Error, StringComparison.Ordinal);
        await postgres.CreateDatabaseAsync("copy", Token);
        ProgramResult restore = await _work.CairnAsync(["restore", "--to", postgres.Url("copy"), "--jobs", "3", "--json"], Token);
        Assert.Equal(count, restore.MustExitWith(0).LastJson.GetProperty("tables").GetInt32());
        Assert.Equal(await postgres.DumpTextAsync("many", Token), await postgres.DumpTextAsync("copy", Token));
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} tables: backup {Seconds(backup)} s, restore {Seconds(restore)} s");
    }

    [Fact]
    public async Task Many_tables_on_a_server_without_room_for_their_locks_are_a_clear_failure_of_the_source()
    {
        // Room for the locks of about 420 tables, and of some more from a reserve.
        Dictionary<string, string> settings = new() { ["max_locks_per_transaction"] = "10", ["max_connections"] = "20" };
        await using ScratchPostgres postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Settings = settings }, Token);
        await FillAsync(postgres, "much", 1_500);
        await _work.InitAsync(Token);
        _work.Set("PGPASSWORD", null);
        ProgramResult much = await _work.CairnAsync(["backup", "--from", postgres.Url("much")], Token);
        much.MustExitWith(20, "out of shared memory", "max_locks_per_transaction");
        await _work.MustHaveSnapshotsAsync(0, Token);
    }

    [Fact]
    public async Task Table_of_more_than_a_gigabyte_comes_back()
    {
        Assert.SkipUnless(IsLarge, "It takes a minute; CAIRN_TEST_LARGE=1 (make test-matrix) runs it.");
        string database = await server.NewDatabaseAsync(
            "create table huge as select i, (select string_agg(md5((i * j)::text), '') from generate_series(1, 10) j) as x "
            + "from generate_series(1, 3500000) i", Token);
        const string sums = "select count(*), sum(i), sum(hashtext(x)), sum(length(x)) from huge";
        string expected = await server.Postgres.ExecuteAsync(database, sums, Token);
        await _work.InitAsync(Token);
        ProgramResult backup = await _work.BackupAsync(database, Token, "--json");
        Assert.InRange(backup.LastJson.GetProperty("total_bytes_processed").GetInt64(), 1_000_000_000, 2_000_000_000);
        string target = await server.NewDatabaseAsync("", Token);
        ProgramResult restore = await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--json"], Token);
        Assert.Equal(3_500_000, restore.MustExitWith(0).LastJson.GetProperty("rows").GetInt64());
        Assert.Equal(expected, await server.Postgres.ExecuteAsync(target, sums, Token));
        TestContext.Current.TestOutputHelper?.WriteLine($"backup {Seconds(backup)} s, restore {Seconds(restore)} s");
        await server.Postgres.ExecuteAsync("postgres", $"drop database {database}; drop database {target}", Token);
    }

    private async Task<ProgramResult> BackupAsync(ScratchPostgres postgres, string database, params string[] arguments)
    {
        _work.Set("PGPASSWORD", null);
        await _work.InitAsync(Token);
        return (await _work.CairnAsync(["backup", "--from", postgres.Url(database), .. arguments], Token)).MustExitWith(0);
    }

    private static async Task FillAsync(ScratchPostgres postgres, string database, int count)
    {
        await postgres.CreateDatabaseAsync(database, Token);

        // Each table in a transaction of its own: one for all would need all of these locks itself.
        await postgres.ExecuteAsync(
            database,
            "select format('create table t_%s as select %s as a, generate_series(1, %s) as b', i, i, i % 7) "
            + $"from generate_series(1, {count}) i \\gexec",
            Token);
    }

    private static double Seconds(ProgramResult result) => result.LastJson.GetProperty("total_duration").GetDouble();
}
