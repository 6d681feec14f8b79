using System.Diagnostics;
using System.Text;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Restore;

namespace Cairn.Postgres.Tests.Restore;

public sealed class PostgresRestoreTests(SharedServer shared)
{
    private const string RichSchema =
        """
        create type mood as enum ('sad', 'happy');
        create table people (id bigserial primary key, name text not null, mood mood, data jsonb, raw bytea);
        insert into people (name, mood, data, raw)
          select 'name ' || i || E'\t\\ü\n', 'happy', jsonb_build_object('i', i), decode(md5(i::text), 'hex')
          from generate_series(1, 2000) i;
        create index on people (name);
        create view cheerful as select * from people where mood = 'happy';
        create function twice(i int) returns int language sql as 'select i * 2';
        create table children (person bigint references people);
        select lo_from_bytea(0, 'large object');
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresRestore Restore => new(shared.Client, TimeProvider.System);

    [Fact]
    public async Task Dump_restored_and_dumped_again_is_the_same()
    {
        string source = await shared.NewDatabaseAsync(RichSchema, Cancellation);
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        await using (DumpStream dump = await new PostgresDump(shared.Client, TimeProvider.System)
            .StartAsync(shared.Server(source), new DumpOptions(), Cancellation))
        {
            await using RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), Cancellation);
            await dump.Output.CopyToAsync(restore.Input, Cancellation);
            await dump.CompleteAsync(Cancellation);
            RestoreSummary summary = await restore.CompleteAsync(Cancellation);
            Assert.Equal(0, summary.FailedStatements);
        }

        string before = await shared.Postgres.DumpTextAsync(source, Cancellation);
        Assert.Contains("name 1999", before, StringComparison.Ordinal);
        Assert.Equal(before, await shared.Postgres.DumpTextAsync(target, Cancellation));
    }

    [Fact]
    public async Task A_statement_that_fails_stops_the_restore_with_its_line()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        PostgresException error = await FailAsync(target, "create table a (i int);\nselect * from missing;\ncreate table b (i int);\n");

        Assert.Equal(PostgresErrorKind.SqlFailed, error.Kind);
        Assert.Equal(PostgresSide.TargetDatabase, error.Side);
        Assert.Contains("psql:<stdin>:2: ERROR:  relation \"missing\" does not exist", error.Message, StringComparison.Ordinal);
        Assert.Equal("t|f", (await TablesAsync(target)).Trim());
    }

    [Fact]
    public async Task A_statement_that_fails_with_stopping_off_is_counted_and_passed()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        await using RestoreStream restore = await Restore.StartAsync(
            shared.Server(target), new RestoreOptions { StopOnError = false }, Cancellation);
        await WriteAsync(restore, "create table a (i int);\nselect * from missing;\nselect 1/0;\ncreate table b (i int);\n");
        RestoreSummary summary = await restore.CompleteAsync(Cancellation);

        Assert.Equal(2, summary.FailedStatements);
        Assert.Contains(summary.ErrorLines, l => l.Contains("division by zero", StringComparison.Ordinal));
        Assert.Equal("t|t", (await TablesAsync(target)).Trim());
    }

    [Fact]
    public async Task A_single_transaction_asked_for_leaves_nothing_behind()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        await using RestoreStream restore = await Restore.StartAsync(
            shared.Server(target), new RestoreOptions { ExtraArguments = ["--single-transaction"] }, Cancellation);
        await WriteAsync(restore, "create table a (i int);\nselect 1/0;\n");

        await Assert.ThrowsAsync<PostgresException>(() => restore.CompleteAsync(Cancellation));
        Assert.Equal("f|f", (await TablesAsync(target)).Trim());
    }

    [Fact]
    public async Task Writing_on_after_psql_has_stopped_fails_with_psqls_own_words()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        await using RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), Cancellation);
        await WriteAsync(restore, "select 1/0;\n");
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => WriteForeverAsync(restore));

        Assert.Equal(PostgresErrorKind.SqlFailed, error.Kind);
        Assert.Contains("division by zero", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pipe", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_script_that_quits_early_is_no_complete_restore()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        await using RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), Cancellation);
        await WriteAsync(restore, "\\q\n");
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => WriteForeverAsync(restore));

        Assert.Equal(PostgresErrorKind.ToolFailed, error.Kind);
    }

    [Fact]
    public async Task Psql_killed_half_way_is_reported_and_its_copy_rolled_back()
    {
        string target = await shared.NewDatabaseAsync("create table a (i int)", Cancellation);
        await using RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), Cancellation);
        await WriteAsync(restore, "copy a from stdin;\n1\n2\n");
        using (Process process = Process.GetProcessById(restore.ProcessId))
        {
            process.Kill();
        }

        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => restore.CompleteAsync(Cancellation));

        Assert.Equal(PostgresErrorKind.ToolKilled, error.Kind);
        Assert.Contains("psql", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", (await shared.Postgres.ExecuteAsync(target, "select count(*) from a", Cancellation)).Trim());
    }

    [Fact]
    public async Task Disposing_half_way_rolls_the_open_copy_back()
    {
        string target = await shared.NewDatabaseAsync("create table a (i int)", Cancellation);
        await using (RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), Cancellation))
        {
            await WriteAsync(restore, "copy a from stdin;\n1\n2\n");
            await WaitForCopyAsync(target);
        }

        // The lock waits until the server has noticed that psql is gone.
        string count = await shared.Postgres.ExecuteAsync(
            target, "begin; lock table a; select count(*) from a; commit", Cancellation);
        Assert.Equal("0", count.Trim());
    }

    [Fact]
    public async Task Restore_to_a_missing_database_says_so()
    {
        PostgresException error = await FailAsync("nowhere", "select 1;\n");

        Assert.Equal(PostgresErrorKind.DatabaseMissing, error.Kind);
        Assert.Equal(PostgresSide.TargetDatabase, error.Side);
    }

    [Fact]
    public async Task Cancelling_ends_psql_and_completes_as_cancelled()
    {
        string target = await shared.NewDatabaseAsync("select 1", Cancellation);
        using var cancel = new CancellationTokenSource();
        await using RestoreStream restore = await Restore.StartAsync(shared.Server(target), new RestoreOptions(), cancel.Token);
        await WriteAsync(restore, "select pg_sleep(1000);\n");
        Task<RestoreSummary> completing = restore.CompleteAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
    }

    [Theory]
    [InlineData("-f", "x.sql")]
    [InlineData("-qfx.sql")]
    [InlineData("-c", "select 1")]
    [InlineData("--command=select 1")]
    [InlineData("-l")]
    [InlineData("-W")]
    [InlineData("-d", "host=h")]
    [InlineData("-d", "postgresql://u:sesame@h/d")]
    [InlineData("-U", "sesame")]
    public async Task Extra_arguments_that_break_the_restore_or_leak_are_refused(params string[] arguments)
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Restore.StartAsync(
            shared.Server("postgres"), new RestoreOptions { ExtraArguments = arguments }, Cancellation));

        Assert.Equal(PostgresErrorKind.InvalidConfiguration, error.Kind);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(RestoreStream restore, string script) =>
        await restore.Input.WriteAsync(Encoding.UTF8.GetBytes(script), Cancellation);

    // Ends at the first write that fails; more than a full pipe never fits.
    private static async Task WriteForeverAsync(RestoreStream restore)
    {
        byte[] comment = Encoding.UTF8.GetBytes(new string('-', 65535) + "\n");
        for (int i = 0; i < 1000; i++)
        {
            await restore.Input.WriteAsync(comment, Cancellation);
        }
    }

    private async Task WaitForCopyAsync(string database)
    {
        string sql = $"select count(*) from pg_stat_activity where datname = '{database}' and state = 'active' and query like 'copy%'";
        while ((await shared.Postgres.ExecuteAsync("postgres", sql, Cancellation)).Trim() != "1")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    private async Task<PostgresException> FailAsync(string database, string script)
    {
        await using RestoreStream restore = await Restore.StartAsync(shared.Server(database), new RestoreOptions(), Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await WriteAsync(restore, script);
            await restore.CompleteAsync(Cancellation);
        });
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private Task<string> TablesAsync(string database) => shared.Postgres.ExecuteAsync(
        database, "select to_regclass('a') is not null, to_regclass('b') is not null", Cancellation);
}
