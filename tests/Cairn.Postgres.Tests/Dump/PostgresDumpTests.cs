using System.Diagnostics;
using System.Text;
using Cairn.Postgres.Dump;

namespace Cairn.Postgres.Tests.Dump;

public sealed class PostgresDumpTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresDump Dump => new(shared.Client, TimeProvider.System);

    [Fact]
    public async Task Dump_of_a_database_is_pg_dumps_own_text()
    {
        string database = await shared.NewDatabaseAsync("create table t (a int); insert into t values (1), (2)", Cancellation);
        string text = await DumpAsync(shared.Server(database), new DumpOptions());

        Assert.Contains("COPY public.t (a) FROM stdin;\n1\n2\n\\.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extra_arguments_are_handed_on()
    {
        string database = await shared.NewDatabaseAsync("create table t (a int); insert into t values (1)", Cancellation);
        var options = new DumpOptions { ExtraArguments = ["--data-only", "--inserts", "-d", database] };
        string text = await DumpAsync(shared.Server("postgres"), options);

        Assert.Contains("INSERT INTO public.t VALUES (1);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keepalive_settings_reach_the_program_with_the_database_of_the_url()
    {
        string database = await shared.NewDatabaseAsync("create table kept (a int)", Cancellation);
        PostgresServer server = PostgresServer.Parse(shared.Postgres.Url(database, "keepalives_idle=30"));

        Assert.Contains("CREATE TABLE public.kept", await DumpAsync(server, new DumpOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_of_all_databases_holds_roles_and_tables()
    {
        string database = await shared.NewDatabaseAsync("create table everywhere (a int)", Cancellation);
        string text = await DumpAsync(shared.Server("postgres"), new DumpOptions { Program = DumpProgram.PgDumpAll });

        Assert.Contains("CREATE ROLE postgres", text, StringComparison.Ordinal);
        Assert.Contains($"\\connect {database}", text, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE public.everywhere", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_dump_shows_no_secret_on_its_command_line()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), Cancellation);
        await dump.Output.ReadExactlyAsync(new byte[1000], Cancellation);
        string commandLine = await File.ReadAllTextAsync($"/proc/{dump.ProcessId}/cmdline", Cancellation);

        Assert.Contains("pg_dump", commandLine, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", commandLine, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(SharedServer.Password), commandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_killed_half_way_is_no_complete_dump()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), Cancellation);
        await dump.Output.ReadExactlyAsync(new byte[5_000_000], Cancellation);
        using (Process process = Process.GetProcessById(dump.ProcessId))
        {
            process.Kill();
        }

        await dump.Output.CopyToAsync(Stream.Null, Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => dump.CompleteAsync(Cancellation));

        Assert.Equal(PostgresErrorKind.ToolKilled, error.Kind);
        Assert.Equal(PostgresSide.Tool, error.Side);
        Assert.Contains("pg_dump", error.Message, StringComparison.Ordinal);
        Assert.Contains("SIGKILL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_cut_half_way_is_no_complete_dump()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), Cancellation);
        await dump.Output.ReadExactlyAsync(new byte[5_000_000], Cancellation);
        await shared.Postgres.ExecuteAsync("postgres",
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'", Cancellation);
        await dump.Output.CopyToAsync(Stream.Null, Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => dump.CompleteAsync(Cancellation));

        Assert.Equal(PostgresErrorKind.ConnectionLost, error.Kind);
        Assert.Equal(PostgresSide.SourceDatabase, error.Side);
        Assert.True(error.IsTransient);
        Assert.Contains("exit code 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_cancelled_half_way_is_no_complete_dump()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), Cancellation);
        await dump.Output.ReadExactlyAsync(new byte[5_000_000], Cancellation);
        await shared.Postgres.ExecuteAsync("postgres",
            $"select pg_cancel_backend(pid) from pg_stat_activity where datname = '{database}'", Cancellation);
        await dump.Output.CopyToAsync(Stream.Null, Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => dump.CompleteAsync(Cancellation));

        Assert.Equal(PostgresErrorKind.StatementCanceled, error.Kind);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_before_the_end_of_the_output_is_a_mistake()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), Cancellation);
        await dump.Output.ReadExactlyAsync(new byte[1000], Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => dump.CompleteAsync(Cancellation));
    }

    [Fact]
    public async Task Dump_of_a_missing_database_fails_with_its_name_and_not_the_password()
    {
        await using DumpStream dump = await Dump.StartAsync(shared.Server("nowhere"), new DumpOptions(), Cancellation);
        await dump.Output.CopyToAsync(Stream.Null, Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => dump.CompleteAsync(Cancellation));

        Assert.Equal(PostgresErrorKind.DatabaseMissing, error.Kind);
        Assert.Contains("\"nowhere\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_program_and_completes_as_cancelled()
    {
        string database = await shared.LargeDatabaseAsync(Cancellation);
        using var cancel = new CancellationTokenSource();
        await using DumpStream dump = await Dump.StartAsync(shared.Server(database), new DumpOptions(), cancel.Token);
        await dump.Output.ReadExactlyAsync(new byte[1_000_000], Cancellation);
        await cancel.CancelAsync();
        await dump.Output.CopyToAsync(Stream.Null, Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dump.CompleteAsync(Cancellation));
        Assert.False(Directory.Exists($"/proc/{dump.ProcessId}"));
    }

    [Theory]
    [InlineData(DumpProgram.PgDump, "-f", "x.sql")]
    [InlineData(DumpProgram.PgDump, "--file=x.sql")]
    [InlineData(DumpProgram.PgDump, "--fil", "x.sql")]
    [InlineData(DumpProgram.PgDump, "-sfx.sql")]
    [InlineData(DumpProgram.PgDump, "-j4")]
    [InlineData(DumpProgram.PgDump, "--jobs", "4")]
    [InlineData(DumpProgram.PgDump, "-Fd")]
    [InlineData(DumpProgram.PgDump, "--format=directory")]
    [InlineData(DumpProgram.PgDump, "-F", "d")]
    [InlineData(DumpProgram.PgDump, "-W")]
    [InlineData(DumpProgram.PgDump, "--password")]
    [InlineData(DumpProgram.PgDump, "-h", "sesame")]
    [InlineData(DumpProgram.PgDump, "--username=sesame")]
    [InlineData(DumpProgram.PgDump, "-p5432")]
    [InlineData(DumpProgram.PgDump, "-d", "postgres://u:sesame@h/d")]
    [InlineData(DumpProgram.PgDump, "--dbname=host=h password=sesame")]
    [InlineData(DumpProgram.PgDump, "postgres://u:sesame@h/d")]
    [InlineData(DumpProgram.PgDump, "password=sesame host=h")]
    [InlineData(DumpProgram.PgDumpAll, "-f", "x.sql")]
    [InlineData(DumpProgram.PgDumpAll, "-d", "name")]
    public async Task Extra_arguments_that_break_the_stream_or_leak_are_refused(DumpProgram program, params string[] arguments)
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Dump.StartAsync(
            shared.Server("postgres"), new DumpOptions { Program = program, ExtraArguments = arguments }, Cancellation));

        Assert.Equal(PostgresErrorKind.InvalidConfiguration, error.Kind);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DumpProgram.PgDump, "-nf")]
    [InlineData(DumpProgram.PgDump, "-tWj")]
    [InlineData(DumpProgram.PgDump, "-Fc")]
    [InlineData(DumpProgram.PgDump, "--format=plain")]
    [InlineData(DumpProgram.PgDump, "--no-password")]
    [InlineData(DumpProgram.PgDump, "-d", "name")]
    [InlineData(DumpProgram.PgDump, "name")]
    [InlineData(DumpProgram.PgDumpAll, "-l", "name", "--no-role-passwords")]
    public void Extra_arguments_that_only_look_dangerous_are_allowed(DumpProgram program, params string[] arguments)
    {
        var options = new DumpOptions { Program = program, ExtraArguments = arguments };

        Assert.Equal(["--no-password", .. arguments], DumpArguments.Build(shared.Server("postgres"), options));
    }

    private async Task<string> DumpAsync(PostgresServer server, DumpOptions options)
    {
        await using DumpStream dump = await Dump.StartAsync(server, options, Cancellation);
        using var text = new MemoryStream();
        await dump.Output.CopyToAsync(text, Cancellation);
        await dump.CompleteAsync(Cancellation);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
