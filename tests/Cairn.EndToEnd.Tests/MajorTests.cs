namespace Cairn.EndToEnd.Tests;

/// <summary>
/// Every major version of PostgreSQL, with clients of the same version: 17 beside the installed one in every run, and those of CAIRN_TEST_MAJORS
/// (<c>make test-matrix</c>).
/// </summary>
public sealed class MajorTests(SharedServer server) : IDisposable
{
    /// <summary>pg_dump 13 drops indexes of partitions of partitions in an order that the server refuses, in its own scripts as well.</summary>
    private const int CleanMajor = 14;

    /// <summary>The catalogs of PostgreSQL 17.12 hold marks (pg_attver) that pg_dump 18.6 takes for options and that no server takes back.</summary>
    private const int MarkedMajor = 17;

    private readonly Workplace _work = new(server);
    private readonly List<string> _clients = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    public static TheoryData<int> Majors() =>
        [.. (Environment.GetEnvironmentVariable("CAIRN_TEST_MAJORS") ?? "17").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public static TheoryData<int, int> Upgrades()
    {
        int[] majors = [.. Majors().Select(row => row.Data).Append(InstalledMajor).Distinct().Order()];
        return [.. majors.Zip(majors.Skip(1), (from, to) => new TheoryDataRow<int, int>(from, to))];
    }

    private static int InstalledMajor => Installations.Majors.First(major =>
        Installations.BinDirectory(major) == Installations.BinDirectory(null));

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Every_kind_of_object_is_dumped_as_by_pg_dump_and_restored_as_by_psql(int major)
    {
        await using ScratchPostgres postgres = await StartAsync(major);
        await FillAsync(postgres, "kinds");
        await BackupAsync(postgres, "kinds");
        string script = await ScriptAsync();
        Assert.Equal(await postgres.DumpTextAsync("kinds", Token), script);

        await postgres.ExecuteAsync("postgres", "create database plain template template0; create database parallel template template0", Token);
        await postgres.ExecuteAsync("plain", script, Token);
        (await _work.CairnAsync(["restore", "--to", postgres.Url("parallel"), "--jobs", "3"], Token)).MustExitWith(0);
        Assert.Equal(await postgres.DumpTextAsync("plain", Token), await postgres.DumpTextAsync("parallel", Token));
        if (major >= CleanMajor)
        {
            (await _work.CairnAsync(["restore", "--to", postgres.Url("parallel"), "--clean", "--if-exists"], Token)).MustExitWith(0);
            Assert.Equal(await postgres.DumpTextAsync("plain", Token), await postgres.DumpTextAsync("parallel", Token));
        }
    }

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Whole_server_is_dumped_as_by_pg_dumpall_and_comes_back(int major)
    {
        await using ScratchPostgres postgres = await StartAsync(major);
        await FillAsync(postgres, "kinds");
        await postgres.ExecuteAsync("postgres", "create database \"o d\" owner kind_owner; alter database \"o d\" set work_mem = '9MB'", Token);
        await postgres.ExecuteAsync("o d", "create table t as select generate_series(1, 100) a", Token);
        await BackupAsync(postgres, "postgres", "--all-databases");
        Assert.Equal(WithoutKeys(await postgres.DumpAllTextAsync(Token)), await ScriptAsync());

        await using ScratchPostgres target = await StartAsync(major);
        (await _work.CairnAsync(["restore", "--to", target.Url("postgres")], Token)).MustExitWith(0);
        Assert.Equal(await postgres.DumpTextAsync("o d", Token, "--create"), await target.DumpTextAsync("o d", Token, "--create"));
        const string inheritanceAside = "--exclude-table=public.child";
        Assert.Equal(
            await postgres.DumpTextAsync("kinds", Token, inheritanceAside, "--exclude-table=app.plain"),
            await target.DumpTextAsync("kinds", Token, inheritanceAside, "--exclude-table=app.plain"));
    }

    [Theory]
    [MemberData(nameof(Upgrades))]
    public async Task Dump_of_an_older_major_restores_into_a_newer_one_as_through_psql(int from, int to)
    {
        await using ScratchPostgres older = await StartAsync(from);
        await FillAsync(older, "kinds");

        // With the newer clients where that works, as PostgreSQL recommends for an upgrade.
        await using ScratchPostgres newer = await StartAsync(to);
        await BackupAsync(older, "kinds", from < MarkedMajor ? ["--newest-client"] : []);
        const string roles = "create role kind_owner; create role \"kind reader\"; create role \"kind\"\"odd\";";
        await newer.ExecuteAsync("postgres", roles + "create database plain; create database parallel", Token);
        await newer.ExecuteAsync("plain", await ScriptAsync(), Token);
        (await _work.CairnAsync(["restore", "--to", newer.Url("parallel")], Token)).MustExitWith(0);
        Assert.Equal(await newer.DumpTextAsync("plain", Token), await newer.DumpTextAsync("parallel", Token));
    }

    private async Task<ScratchPostgres> StartAsync(int major)
    {
        // The clients of this version come into the search; those that are there already stay.
        ScratchPostgres postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Major = major }, Token);
        _clients.Add(postgres.BinDirectory);
        _work.Set("CAIRN_PG_BINDIR", string.Join(':', _clients));
        _work.Set("PGPASSWORD", null);
        return postgres;
    }

    private static async Task FillAsync(ScratchPostgres postgres, string database)
    {
        await postgres.CreateDatabaseAsync(database, Token);
        await postgres.ExecuteAsync(database, SampleScripts.EveryKind, Token);
    }

    private async Task BackupAsync(ScratchPostgres postgres, string database, params string[] arguments)
    {
        await _work.InitAsync(Token);
        ProgramResult result = await _work.CairnAsync(["backup", "--from", postgres.Url(database), "--jobs", "3", .. arguments], Token);
        Assert.DoesNotContain("as one stream", result.MustExitWith(0).Error, StringComparison.Ordinal);
    }

    private async Task<string> ScriptAsync() =>
        WithoutKeys((await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output);

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
