using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Postgres;
using Cairn.Storage;
using Cairn.Worker.Tests.Support;

namespace Cairn.Worker.Tests.Backups;

public sealed class BackupRunTests(World world) : IClassFixture<World>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_whole_server_gives_the_status_of_the_reference()
    {
        string storage = await world.MakeLocalStorageAsync();

        (string session, string repository) = await world.MakeBackupAsync(storage, "pg_dumpall", "");

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("repository/v1/daily/dump", component.Path);
        Assert.Equal(("Succeeded", "Restic", true, null), (component.Phase, component.Driver, component.Integrity, component.Error));
        Assert.Matches(@"^\d+(\.\d{3})? (B|KiB|MiB)$", component.Size);
        Assert.Matches(@"^[\d.]+m?s$", component.Duration);
        ResticSummary? summary = Assert.Single(component.ResticStats!).Summary;
        Assert.Equal("dumpfile.sql", summary?.HostPath);
        Assert.Matches("^[0-9a-f]{64}$", summary!.Id);
        Assert.Matches("(B|KiB|MiB)$", summary.Uploaded);
        Assert.True(summary.StartTime <= summary.EndTime);
        Assert.True(File.Exists(Path.Combine(world.PathOf(storage, repository), "config")));
    }

    [Fact]
    public async Task RunAsync_second_backup_of_a_session_adds_to_its_repository()
    {
        string storage = await world.MakeLocalStorageAsync();
        (_, string repository) = await world.MakeBackupAsync(storage, "pg_dumpall", "");
        string second = await world.MakeSessionAsync("db", null, repository);

        await world.Backup(second).RunAsync(Stop);

        Assert.Equal("Succeeded", (await world.ComponentAsync(second, repository)).Phase);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(world.PathOf(storage, repository), "snapshots")).Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(world.PathOf(storage, repository), "locks")));
    }

    [Fact]
    public async Task RunAsync_one_of_two_repositories_with_another_password_fails_alone_and_says_so()
    {
        string storage = await world.MakeLocalStorageAsync();
        (_, string foreign) = await world.MakeBackupAsync(storage, "pg_dumpall", "");
        string secret = world.NewName("other");
        await world.MakeSecretAsync(secret, ("RESTIC_PASSWORD", "another-password"));
        await world.Client.PatchAsync<Repository>(new NamespacedName(World.Namespace, foreign), new System.Text.Json.Nodes.JsonObject
        {
            ["spec"] = new System.Text.Json.Nodes.JsonObject { ["encryptionSecret"] = new System.Text.Json.Nodes.JsonObject { ["name"] = secret } },
        }, Stop);
        string sound = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", null, foreign, sound);

        PartlyStoredException failure = await Assert.ThrowsAsync<PartlyStoredException>(() => world.Backup(session).RunAsync(Stop));

        Assert.Contains("1 of 2 repositories", failure.Message, StringComparison.Ordinal);
        SnapshotComponent failed = await world.ComponentAsync(session, foreign);
        Assert.Equal("Failed", failed.Phase);
        Assert.StartsWith("Repository: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("password", failed.Error, StringComparison.Ordinal);
        Assert.Equal("Succeeded", (await world.ComponentAsync(session, sound)).Phase);
        Assert.DoesNotContain(world.Log, line => line.Contains("another-password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_server_that_does_not_listen_is_a_failure_of_the_source()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string binding = world.NewName("gone");
        await world.MakeBindingAsync(binding, Testing.Servers.LoopbackPort.FindFree(), "login");
        string session = await world.MakeSessionAsync(binding, null, repository);

        await Assert.ThrowsAsync<PostgresException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("Failed", component.Phase);
        Assert.StartsWith("Source database: ", component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_wrong_database_password_is_a_failure_of_the_source_without_the_password()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string login = world.NewName("login");
        await world.MakeSecretAsync(login, ("username", "postgres"), ("password", "not-the-password"));
        string binding = world.NewName("db");
        await world.MakeBindingAsync(binding, world.Server.Port, login);
        string session = await world.MakeSessionAsync(binding, null, repository);

        await Assert.ThrowsAsync<PostgresException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.StartsWith("Source database: ", component.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_storage_that_was_emptied_is_not_taken_for_a_new_one()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        Directory.Delete(Path.GetFullPath(Path.Combine(world.PathOf(storage, ""), "../../../..")), recursive: true);
        string session = await world.MakeSessionAsync("db", null, repository);

        await Assert.ThrowsAsync<BackendException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.StartsWith("Storage: ", component.Error, StringComparison.Ordinal);
        Assert.Contains("has no metadata.yaml", component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_missing_Secret_names_it()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage, "no-such-secret");
        string session = await world.MakeSessionAsync("db", null, repository);

        await Assert.ThrowsAsync<RunException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.StartsWith("Configuration: The Secret default/no-such-secret", component.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pg_dump", "--file=/tmp/x", "--file")]
    [InlineData("pg_dumpall", "--host=elsewhere", "--host")]
    [InlineData("pg_basebackup", "", "backupCmd is 'pg_basebackup'")]
    [InlineData("pg_dump", "-Fc", "archive format")]
    [InlineData("pg_dump", "--dbname=\"x", "quote")]
    public async Task RunAsync_arguments_that_cannot_work_are_refused(string command, string arguments, string reason)
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", null, repository);

        await Assert.ThrowsAnyAsync<Exception>(() => world.Backup(session, command, arguments).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("Failed", component.Phase);
        Assert.StartsWith("Configuration: ", component.Error, StringComparison.Ordinal);
        Assert.Contains(reason, component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_after_the_deadline_fails_with_it()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1), repository);

        await Assert.ThrowsAsync<RunException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("Failed", component.Phase);
        Assert.Contains("deadline", component.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_told_to_end_in_the_middle_of_a_dump_leaves_a_last_word_and_a_clean_repository()
    {
        string storage = await world.MakeLocalStorageAsync();
        string repository = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", null, repository);
        string database = world.NewName("held");
        await world.Server.CreateDatabaseAsync(database, Stop);
        await world.Server.ExecuteAsync(database, "create table t (i int)", Stop);
        Task holder = world.Server.ExecuteAsync(database, "begin; lock table t; select pg_sleep(120)", Stop);
        await UntilAsync(database, "select count(*) from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = 't'::regclass");
        using CancellationTokenSource signal = new();

        Task running = world.Backup(session, "pg_dump", $"--dbname={database}").RunAsync(signal.Token);
        await UntilAsync(database, "select count(*) from pg_locks where not granted");
        await signal.CancelAsync();

        await Assert.ThrowsAsync<RunStoppedException>(() => running);
        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("Failed", component.Phase);
        Assert.Contains("told to end", component.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(world.PathOf(storage, repository), "locks")));
        Assert.Empty(Directory.GetFiles(Path.Combine(world.PathOf(storage, repository), "snapshots")));
        Assert.Empty(world.ScratchFiles);

        // The lock would stay as long as the statement sleeps, and stop the dumps of others.
        await world.Server.ExecuteAsync("postgres", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'", Stop);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => holder);
    }

    private async Task UntilAsync(string database, string count)
    {
        while ((await world.Server.ExecuteAsync(database, count, Stop)).Trim() is "0")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
    }
}
