namespace Cairn.EndToEnd.Tests;

/// <summary>Nothing goes wrong: a backup holds what pg_dump writes, restic reads it, and a restore brings it back.</summary>
public sealed class HappyPathTests(SharedServer server) : IDisposable
{
    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Backup_then_restore_brings_the_database_back_and_restic_reads_it_too()
    {
        string database = await server.SmallAsync(Token);
        string expected = await server.Postgres.DumpTextAsync(database, Token);
        (await _work.CairnAsync(["repo", "init"], Token)).MustExitWith(0, "Created repository");
        await _work.BackupAsync(database, Token);
        await _work.MustHaveSnapshotsAsync(1, Token);

        Assert.All(Programs.Restics, restic => Assert.True(File.Exists(restic)));
        foreach (string restic in Programs.Restics)
        {
            ProgramResult dump = await _work.ToolAsync(restic, ["dump", "latest", "dumpfile.sql"], Token);
            Assert.Equal(expected, WithoutKeys(dump.MustExitWith(0).Output));
        }

        string target = await server.NewDatabaseAsync("", Token);
        ProgramResult restore = await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token);
        restore.MustExitWith(0, "Restored snapshot");
        Assert.Equal(expected, await server.Postgres.DumpTextAsync(target, Token));
        await _work.MustBeSoundAsync(Token);
        Assert.Empty(_work.Files("locks"));
    }

    [Fact]
    public async Task Backup_passes_arguments_behind_two_dashes_to_pg_dump()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--", "-t", "item");
        string dump = (await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output;
        Assert.Contains("CREATE TABLE public.item", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE public.note", dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_tag_and_host_of_a_backup_are_seen_by_restic()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--name", "shop.sql", "--tag", "daily", "--tag", "a b", "--host", "db-0");
        JsonElement snapshot = Assert.Single(await _work.SnapshotsAsync(Token));
        Assert.Equal("db-0", snapshot.GetProperty("hostname").GetString());
        Assert.Equal(["daily", "a b"], snapshot.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        ProgramResult list = await _work.ResticAsync(["ls", "latest"], Token);
        list.MustExitWith(0, "/shop.sql");
    }

    [Fact]
    public async Task Json_output_of_a_backup_and_a_listing_is_parsable_and_agrees_with_restic()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        ProgramResult backup = await _work.BackupAsync(database, Token, "--json");
        string? id = backup.LastJson.GetProperty("snapshot_id").GetString();
        JsonElement snapshot = Assert.Single(await _work.SnapshotsAsync(Token));
        Assert.Equal(snapshot.GetProperty("id").GetString(), id);
        ProgramResult list = (await _work.CairnAsync(["repo", "snapshots", "--json"], Token)).MustExitWith(0);
        Assert.Equal(id, Assert.Single(list.LastJson.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Restore_of_a_named_snapshot_brings_back_that_one_and_not_the_latest()
    {
        string database = await server.NewDatabaseAsync("create table t as select 'first' as v", Token);
        await _work.InitAsync(Token);
        string id = (await _work.BackupAsync(database, Token, "--json")).LastJson.GetProperty("snapshot_id").GetString()!;
        await server.Postgres.ExecuteAsync(database, "update t set v = 'second'", Token);
        await _work.BackupAsync(database, Token);

        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--snapshot", id[..8], "--to", Workplace.Url(target)], Token)).MustExitWith(0);
        Assert.Equal("first", (await server.Postgres.ExecuteAsync(target, "select v from t", Token)).Trim());
    }

    public static TheoryData<string, string> ResticsAndVersions() => [.. Programs.Restics.SelectMany(restic => new[]
    {
        new TheoryDataRow<string, string>(restic, "1"),
        new TheoryDataRow<string, string>(restic, "2"),
    })];

    [Theory]
    [MemberData(nameof(ResticsAndVersions))]
    public async Task Restore_of_what_pg_dump_and_restic_stored_brings_the_database_back(string restic, string version)
    {
        string database = await server.SmallAsync(Token);
        (await _work.ToolAsync(restic, ["init", "--repository-version", version], Token)).MustExitWith(0);
        string pipe = $"set -o pipefail; '{server.Postgres.BinDirectory}/pg_dump' -d {database} | '{restic}' backup --stdin --stdin-filename dumpfile.sql";
        (await _work.ToolAsync("/bin/bash", ["-c", pipe], Token)).MustExitWith(0);

        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token)).MustExitWith(0);
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await server.Postgres.DumpTextAsync(target, Token));

        // And the other way round: Cairn adds to it, and restic is content.
        await _work.BackupAsync(database, Token);
        await _work.MustHaveSnapshotsAsync(2, Token);
        (await _work.ToolAsync(restic, ["check", "--read-data"], Token)).MustExitWith(0, "no errors were found");
    }

    [Fact]
    public async Task Backup_beside_a_running_restic_succeeds()
    {
        string database = await server.SmallAsync(Token);
        (await _work.ResticAsync(["init"], Token)).MustExitWith(0);
        await using RunningProgram restic = _work.StartTool("/bin/bash", "-c", $"sleep 100 | '{Programs.Restic}' backup --stdin");
        await Until.TrueAsync(() => _work.Files("locks").Length > 0, () => "restic's lock", Token);
        await _work.BackupAsync(database, Token);
        await _work.MustHaveSnapshotsAsync(1, Token);
    }

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
