using System.Collections.Concurrent;
using System.Text;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore;

namespace Cairn.Postgres.Tests.Dump.Servers;

/// <summary>What happens to a server's dump when databases come and go, and what its progress says.</summary>
public sealed class ServerDumpJobTests : IAsyncLifetime
{
    private ScratchPostgres? _postgres;
    private PostgresClient? _client;
    private readonly ConcurrentQueue<string> _notes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ScratchPostgres Postgres => _postgres!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        var search = new ClientSearch { Directories = [_postgres.BinDirectory] };
        _client = (await ClientCatalog.DiscoverAsync(search, TimeProvider.System, Token)).Newest();
        await Postgres.ExecuteAsync("postgres", "create database one; create database two", Token);
        await Postgres.ExecuteAsync("one", "create table t as select generate_series(1, 1000) a", Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    [Fact]
    public async Task Database_that_is_dropped_meanwhile_is_left_out_and_one_that_is_created_or_renamed_is_told()
    {
        await using DumpJob job = await PrepareAsync();
        await Postgres.ExecuteAsync("postgres", "drop database two; alter database one rename to other; create database three", Token);
        StoredFiles files = await StoredFiles.OfAsync(job, Token);
        Assert.Equal(
            [
                "The database one was renamed to other while the server was read, and is part of the backup by that name.",
                "The database three was created while the server was read. The next backup will have it.",
                "The database two was dropped while the server was read. It is not part of the backup.",
            ],
            _notes.Order(StringComparer.Ordinal));
        await Postgres.ExecuteAsync("postgres", "drop database three", Token);
        Assert.Equal(
            WithoutKeys(await Postgres.DumpAllTextAsync(Token)),
            WithoutKeys(Encoding.UTF8.GetString(files["dumpfile.sql"])));
    }

    [Fact]
    public async Task Database_that_cannot_be_reached_fails_the_dump_by_the_source()
    {
        await Postgres.ExecuteAsync("postgres", "create role few login; alter database two connection limit 0; grant pg_read_all_data to few", Token);
        await using DumpJob job = await PrepareAsync("few", "--no-role-passwords");
        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(() => StoredFiles.OfAsync(job, Token));
        Assert.Equal(PostgresSide.SourceDatabase, failure.Side);
        Assert.Contains("two", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_of_dump_and_restore_ends_with_all_bytes_and_tables()
    {
        await Postgres.ExecuteAsync("two", "create table u as select generate_series(1, 20000) a; create table v (a int)", Token);
        await using DumpJob job = await PrepareAsync();
        StoredFiles files = await StoredFiles.OfAsync(job, Token);
        ProgressReport dumped = job.Progress.Report();
        Assert.Equal((3, 3), (dumped.TablesDone, dumped.TablesTotal));
        Assert.InRange(dumped.BytesDone, 100_000, files["dumpfile.sql"].Length);
        Assert.InRange(dumped.BytesTotal!.Value, dumped.BytesDone, long.MaxValue);

        await using ScratchPostgres target = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        RestoreJob restore = await RestoreJob.PlanAsync(files, new RestoreJobOptions(), TimeProvider.System, Token);
        RestoreJobSummary summary = await restore.RunAsync(_client!, PostgresServer.Parse(target.Url("postgres")), Token);
        Assert.Equal((3, 21_000L), (summary.Tables, summary.Rows));
        Assert.Equal(["template1", "one", "postgres", "two"], summary.Databases);
        ProgressReport restored = restore.Progress.Report();
        Assert.Equal((3, 3), (restored.TablesDone, restored.TablesTotal));
        Assert.Equal(restored.BytesTotal, restored.BytesDone);
    }

    private async Task<DumpJob> PrepareAsync(string user = ScratchPostgres.User, params string[] arguments)
    {
        DumpJobOptions options = new() { Program = DumpProgram.PgDumpAll, ExtraArguments = arguments, Note = _notes.Enqueue };
        DumpJob job = await DumpJob.PrepareAsync(
            _client!, PostgresServer.Parse(Postgres.Url("postgres")) with { User = user }, options, TimeProvider.System, Token);
        Assert.True(job.IsParallel);
        return job;
    }

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
