namespace Cairn.EndToEnd.Tests;

/// <summary>Backups of a whole server, and restores of all of it or of some of its databases.</summary>
public sealed class ServerTests(SharedServer server, SourceServer sourceServer) : IClassFixture<SourceServer>, IDisposable
{
    private const int TargetDatabase = 21;
    private const int Usage = 2;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Server_comes_back_as_from_pg_dumpall_through_psql_in_both_ways()
    {
        ScratchPostgres source = sourceServer.Postgres;
        string expected = await ServerTextAsync(source);
        await _work.InitAsync(Token);
        ProgramResult backup = await BackupAsync(source, "--jobs", "3", "--json");
        Assert.Equal(11, backup.LastJson.GetProperty("total_files_processed").GetInt32());
        string script = (await _work.ToolAsync(Programs.Restic, ["dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output;
        Assert.Equal(expected, WithoutKeys(script));

        // What psql makes of the script is what a restore has to make of the server. The role postgres is there already, and psql goes on.
        await using ScratchPostgres plain = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        await plain.ExecuteAsync("postgres", script.Replace("CREATE ROLE postgres;\n", "", StringComparison.Ordinal), Token);
        string restored = await WithoutOwnRoleAsync(plain);
        await using ScratchPostgres target = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        ProgramResult restore = await RestoreAsync(target, "--jobs", "3", "--json");
        Assert.Equal(33_100, restore.MustExitWith(0).LastJson.GetProperty("rows").GetInt64());
        Assert.Equal(restored, await WithoutOwnRoleAsync(target));
        await _work.MustBeSoundAsync(Token);

        // Once more: not over what is there, unless told to.
        (await RestoreAsync(target))
            .MustExitWith(TargetDatabase, "not empty: odd/na \"me, postgres, shop.", "Nothing was touched", "--clean --if-exists");
        (await RestoreAsync(target, "--clean", "--if-exists")).MustExitWith(0);
        Assert.Equal(restored, await WithoutOwnRoleAsync(target));
    }

    [Fact]
    public async Task One_database_of_a_server_comes_back_under_another_name_and_in_part()
    {
        ScratchPostgres source = sourceServer.Postgres;
        string expected = await source.DumpTextAsync("shop", Token);
        await _work.InitAsync(Token);
        await BackupAsync(source);
        await using ScratchPostgres target = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        await target.ExecuteAsync("postgres", "create role boss; create role seller", Token);
        (await RestoreAsync(target, "--source-database", "shop", "--database", "shop \"copy")).MustExitWith(0);
        Assert.Equal(expected, await target.DumpTextAsync("shop \"copy", Token));
        const string settings = "select array_to_string(setconfig, ' ') from pg_db_role_setting s join pg_database d on d.oid = setdatabase "
            + "where datname = 'shop \"copy' order by setrole; select datdba::regrole from pg_database where datname = 'shop \"copy'";
        Assert.Equal("work_mem=8MB\nstatement_timeout=5min\nboss", (await target.ExecuteAsync("postgres", settings, Token)).Trim());

        (await RestoreAsync(target, "--source-database", "shop", "--database", "part", "--table", "app.sale")).MustExitWith(0);
        Assert.Equal("100", (await target.ExecuteAsync("part", "select count(*) from app.sale", Token)).Trim());

        (await RestoreAsync(target, "--source-database", "absent")).MustExitWith(Usage, "no database 'absent'", "shop");
        (await RestoreAsync(target, "--table", "app.sale")).MustExitWith(Usage, "--source-database");
        ProgramResult plan = (await RestoreAsync(target, "--source-database", "shop", "--dry-run", "--json")).MustExitWith(0);
        Assert.False(plan.LastJson.GetProperty("globals").GetBoolean());
        Assert.Equal([3000, 100], plan.LastJson.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task Globals_alone_make_roles_and_no_database()
    {
        ScratchPostgres source = sourceServer.Postgres;
        await _work.InitAsync(Token);
        await BackupAsync(source);
        await using ScratchPostgres target = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        (await RestoreAsync(target, "--globals", "only")).MustExitWith(0);
        Assert.Equal(await WithoutOwnRoleAsync(source, "--globals-only"), await WithoutOwnRoleAsync(target, "--globals-only"));
        Assert.Equal("0", (await target.ExecuteAsync("postgres", "select count(*) from pg_database where datname = 'shop'", Token)).Trim());

        // A database whose roles are missing says so, with what was restored before it.
        await target.ExecuteAsync("postgres", "drop role boss", Token);
        (await RestoreAsync(target, "--globals", "skip")).MustExitWith(
            TargetDatabase, "role \"boss\" does not exist", "Restored as a whole: template1, odd/na \"me, postgres; not restored, or in part: shop");
    }

    [Theory]
    [InlineData("--no-role-passwords", "--exclude-database=odd*", "-l", "shop")]
    [InlineData("-xO", "--no-comments", "--exclude-database", "\"shop\"")]
    public async Task Arguments_of_pg_dumpall_mean_what_they_mean_to_it(params string[] arguments)
    {
        ScratchPostgres source = sourceServer.Postgres;
        string expected = await ServerTextAsync(source, arguments);
        await _work.InitAsync(Token);
        ProgramResult backup = await BackupAsync(source, ["--", .. arguments]);
        Assert.DoesNotContain("as one stream", backup.Error, StringComparison.Ordinal);
        Assert.Equal(expected, WithoutKeys((await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output));
    }

    [Fact]
    public async Task Arguments_that_the_parallel_way_does_not_know_give_one_stream_of_pg_dumpall()
    {
        ScratchPostgres source = sourceServer.Postgres;
        string expected = await ServerTextAsync(source, "--clean", "--if-exists");
        await _work.InitAsync(Token);
        (await BackupAsync(source, "--", "--clean", "--if-exists")).MustExitWith(0, "as one stream", "--clean is not known");
        Assert.Equal(expected, WithoutKeys((await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output));
        (await RestoreAsync(source, "--source-database", "shop")).MustExitWith(Usage, "not one of a whole server");
    }

    [Fact]
    public async Task Unchanged_server_stores_nothing_but_its_tables_of_contents()
    {
        ScratchPostgres source = sourceServer.Postgres;
        await _work.InitAsync(Token);
        await BackupAsync(source, "--jobs", "1");
        JsonElement second = (await BackupAsync(source, "--jobs", "4", "--json")).LastJson;
        Assert.InRange(second.GetProperty("data_added").GetInt64(), 1, second.GetProperty("total_bytes_processed").GetInt64() / 100);
    }

    private async Task<ProgramResult> BackupAsync(ScratchPostgres source, params string[] arguments)
    {
        _work.Set("PGPASSWORD", null);
        return (await _work.CairnAsync(["backup", "--from", source.Url("postgres"), "--all-databases", .. arguments], Token)).MustExitWith(0);
    }

    private Task<ProgramResult> RestoreAsync(ScratchPostgres target, params string[] arguments) =>
        _work.CairnAsync(["restore", "--to", target.Url("postgres"), .. arguments], Token);

    private static async Task<string> ServerTextAsync(ScratchPostgres postgres, params string[] arguments) =>
        WithoutKeys(await postgres.DumpAllTextAsync(Token, arguments));

    // The role that is logged in keeps its password, which is another one on each server.
    private static async Task<string> WithoutOwnRoleAsync(ScratchPostgres postgres, params string[] arguments) =>
        string.Join('\n', (await ServerTextAsync(postgres, arguments)).Split('\n')
            .Where(line => !line.StartsWith("ALTER ROLE postgres WITH", StringComparison.Ordinal)));

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
