using Cairn.Api.Core;
using Cairn.Postgres;
using Cairn.Worker.Tests.Support;

namespace Cairn.Worker.Tests.Restores;

public sealed class RestoreRunTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_parallel_dump_of_a_database_comes_back_equal_in_another_one()
    {
        string storage = await world.MakeLocalStorageAsync();
        string source = await MakeShopAsync();
        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dump", $"--dbname={source}");
        string target = world.NewName("target");
        await world.Server.CreateDatabaseAsync(target, Stop);

        await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository, $"--dbname={target}")).RunAsync(Stop);

        Assert.Equal(await world.Server.DumpTextAsync(source, Stop), await world.Server.DumpTextAsync(target, Stop));
        RestoreComponent component = await world.RestoredComponentAsync();
        Assert.Equal(("Succeeded", null, "100%"), (component.Phase, component.Error, component.Progress?.PercentDone));
        Assert.Contains(world.Log, line => line.Contains("in parallel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_chosen_table_alone_comes_back()
    {
        string storage = await world.MakeLocalStorageAsync();
        string source = await MakeShopAsync();
        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dump", $"--dbname={source}");
        string target = world.NewName("target");
        await world.Server.CreateDatabaseAsync(target, Stop);

        await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository, $"--dbname={target}",
            options => options with { Choice = options.Choice with { Tables = ["article"] }, ChoiceName = "The parameter tables" })).RunAsync(Stop);

        const string tables = "select relname from pg_class where relkind = 'r' and relnamespace = 2200";
        Assert.Equal("article", (await world.Server.ExecuteAsync(target, tables, Stop)).Trim());
    }

    [Fact]
    public async Task RunAsync_whole_server_comes_back_after_a_loss_although_the_superusers_password_has_changed()
    {
        string storage = await world.MakeLocalStorageAsync();
        string database = await MakeShopAsync();
        await world.Server.ExecuteAsync("postgres", $"create role clerk_{database.Replace('-', '_')} login password 'first'", Stop);
        string before = await world.Server.DumpTextAsync(database, Stop);
        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dumpall", "");
        await world.Server.ExecuteAsync(database, "drop table sale; drop table article", Stop);
        await world.Server.ExecuteAsync("postgres", "alter role postgres password 'changed-since'", Stop);
        await world.MakeSecretAsync("login-2", ("username", "postgres"), ("password", "changed-since"));
        await world.MakeBindingAsync("db-2", world.Server.Port, "login-2");
        await DropAllButAsync(database);
        try
        {
            await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository, binding: "db-2")).RunAsync(Stop);

            Assert.Equal(before, await world.Server.DumpTextAsync(database, Stop));
            Assert.Equal("Succeeded", (await world.RestoredComponentAsync()).Phase);

            // The password is still the one of today.
            await world.Backup(await world.MakeSessionAsync("db-2", null, repository)).RunAsync(Stop);
            Assert.DoesNotContain("changed-since", string.Join('\n', world.Log), StringComparison.Ordinal);
        }
        finally
        {
            await world.Server.ExecuteAsync("postgres", $"alter role postgres password '{World.DatabasePassword}'", Stop);
        }
    }

    [Fact]
    public async Task RunAsync_statement_that_fails_is_a_failure_of_the_target()
    {
        string storage = await world.MakeLocalStorageAsync();
        string source = await MakeShopAsync();
        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dump", $"--inserts --dbname={source}");

        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(
            async () => await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository, $"--dbname={source}")).RunAsync(Stop));

        Assert.Equal(PostgresSide.TargetDatabase, failure.Side);
        RestoreComponent component = await world.RestoredComponentAsync();
        Assert.Equal("Failed", component.Phase);
        Assert.StartsWith("Target database: ", component.Error, StringComparison.Ordinal);
        Assert.Contains("already exists", component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_choice_that_a_plain_script_cannot_answer_is_refused()
    {
        string storage = await world.MakeLocalStorageAsync();
        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dumpall", "");

        await Assert.ThrowsAsync<RunException>(async () => await (await world.RestoreAsync(
            World.SnapshotOf(session, repository), repository, "",
            options => options with { Choice = options.Choice with { Tables = ["t"] }, ChoiceName = "The parameter tables" })).RunAsync(Stop));

        string? error = (await world.RestoredComponentAsync()).Error;
        Assert.Contains("The parameter tables needs a snapshot with a table of contents", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Snapshot_that_failed_is_refused()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1), repository);
        await Assert.ThrowsAsync<RunException>(() => world.Backup(session).RunAsync(Stop));

        await Assert.ThrowsAsync<RunException>(
            async () => await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository)).RunAsync(Stop));

        Assert.Contains("only a backup that succeeded", (await world.RestoredComponentAsync()).Error, StringComparison.Ordinal);
    }

    private async Task<string> MakeShopAsync()
    {
        string database = world.NewName("shop");
        await world.Server.CreateDatabaseAsync(database, Stop);
        await world.Server.ExecuteAsync(database, """
            create table article (id int primary key, name text not null);
            create table sale (id int primary key, article int references article, note text);
            insert into article select i, 'article ' || i from generate_series(1, 1000) i;
            insert into sale select i, i % 1000 + 1, E'CREATE ROLE postgres;\nALTER ROLE postgres WITH PASSWORD ''x'';\n\\.\n' from generate_series(1, 2000) i;
            """, Stop);
        return database;
    }

    // Other tests' databases are in the dump of the whole server too, and their tables would be in the way.
    private async Task DropAllButAsync(string database)
    {
        string others = await world.Server.ExecuteAsync("postgres",
            $"select datname from pg_database where datname not in ('{database}', 'postgres', 'template0', 'template1')", Stop);
        foreach (string other in others.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await world.Server.ExecuteAsync("postgres", $"drop database \"{other}\" with (force)", Stop);
        }
    }
}
