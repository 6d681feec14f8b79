namespace Cairn.EndToEnd.Tests;

/// <summary>The target database, the way to it, or the reader of a dump fails, while psql takes a whole script.</summary>
public sealed class RestoreFaultTests(SharedServer server) : IDisposable
{
    private const int TargetDatabase = 21;
    private const int Tool = 22;
    private const int RestoredWithErrors = 25;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Restore_into_a_missing_database_fails_by_the_target()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        (await _work.CairnAsync(["restore", "--to", Workplace.Url("not_there")], Token))
            .MustExitWith(TargetDatabase, "Target database", "\"not_there\" does not exist");
        Assert.Empty(_work.Files("locks"));
    }

    [Fact]
    public async Task Restore_with_a_wrong_password_fails_by_the_target()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        (await _work.CairnWithAsync("PGPASSWORD", "wrong", ["restore", "--to", Workplace.Url("postgres")], Token))
            .MustExitWith(TargetDatabase, "Target database", "password authentication failed");
    }

    [Fact]
    public async Task Restore_without_psql_fails_by_the_client()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        string empty = Directory.CreateDirectory(Path.Combine(_work.Directory, "no-clients")).FullName;
        (await _work.CairnWithAsync("CAIRN_PG_BINDIR", empty, ["restore", "--to", Workplace.Url("postgres")], Token))
            .MustExitWith(Tool, "PostgreSQL client", empty);
    }

    [Fact]
    public async Task Restore_over_existing_tables_stops_at_the_first_error_and_continues_when_told_to()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        string target = await server.NewDatabaseAsync("create table item (id int, name text, price numeric)", Token);
        const string tables = "select string_agg(relname, ',' order by relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace";

        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token))
            .MustExitWith(TargetDatabase, "Target database", "\"item\" already exists");
        Assert.Equal("item", (await server.Postgres.ExecuteAsync(target, tables, Token)).Trim());

        ProgramResult result = await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--on-error", "continue", "--json"], Token);
        result.MustExitWith(RestoredWithErrors);
        int failed = result.Json("summary").GetProperty("failed_statements").GetInt32();
        Assert.True(failed >= 1, result.Output);
        Assert.Contains($"{failed} statement(s)", result.LastJson.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("500", (await server.Postgres.ExecuteAsync(target, "select count(*) from note", Token)).Trim());
    }

    /// <summary>A table of the same name with other columns: its COPY cannot start, and psql takes the rows for SQL that fails.</summary>
    [Fact]
    public async Task Restore_that_goes_on_after_a_copy_failed_is_no_success_and_says_how_much_failed()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        string target = await server.NewDatabaseAsync("create table item (other text)", Token);
        ProgramResult result = await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--on-error", "continue"], Token);
        result.MustExitWith(RestoredWithErrors, "Target database: Restored with errors", "statement(s) FAILED");
        Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from item", Token)).Trim());
    }

    [Fact]
    public async Task Restore_that_goes_on_and_meets_no_error_is_a_success()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        string target = await server.NewDatabaseAsync("", Token);
        string[] restore = ["restore", "--to", Workplace.Url(target), "--on-error", "continue", "--json"];
        ProgramResult result = (await _work.CairnAsync(restore, Token)).MustExitWith(0);
        Assert.Equal(0, result.LastJson.GetProperty("failed_statements").GetInt32());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("continue")]
    public async Task Restore_whose_target_is_terminated_half_way_fails_by_the_target(string mode)
    {
        await BackUpAsync(await server.LargeAsync(Token));
        string target = await server.NewDatabaseAsync("", Token);
        await using RunningProgram cairn = _work.StartCairn(
            "restore", "--to", Workplace.Url(target), "--on-error", mode, "--limit-download", "4000");
        const string sql = "select count(pg_terminate_backend(pid)) from pg_stat_progress_copy where datname = current_database() and tuples_processed > 0";
        while (!cairn.HasExited && (await server.Postgres.ExecuteAsync(target, sql, Token)).Trim() == "0")
        {
        }

        (await cairn.WaitAsync(Token)).MustExitWith(TargetDatabase, "Target database", "terminating connection");
        Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from big", Token)).Trim());
        await _work.MustBeSoundAsync(Token);
    }

    [Fact]
    public async Task Dump_into_a_pipe_that_closes_fails_with_a_message_and_not_with_a_stack_trace()
    {
        await BackUpAsync(await server.LargeAsync(Token));
        ProgramResult result = await _work.ToolAsync(
            "/bin/bash", ["-c", $"'{Programs.Cairn}' repo dump latest dumpfile.sql | head -c 1; exit ${{PIPESTATUS[0]}}"], Token);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("-", result.Output);
        Assert.Contains("pipe", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(_work.Files("locks"));
    }

    /// <summary>Nothing is wrong with command line, repository or Cairn: it is a failure without a code of its own.</summary>
    [Theory]
    [InlineData("version", ">&-")]
    [InlineData("--help", ">&-")]
    [InlineData("repo snapshots", ">&-")]
    [InlineData("repo snapshots --json", ">&-")]
    [InlineData("repo dump latest dumpfile.sql", ">&-")]
    [InlineData("version", ">/dev/full")]
    [InlineData("--help", ">/dev/full")]
    [InlineData("repo snapshots", ">/dev/full")]
    [InlineData("repo dump latest dumpfile.sql", ">/dev/full")]
    public async Task Output_that_cannot_be_written_is_a_failure_of_the_output(string command, string redirection)
    {
        await BackUpAsync(await server.SmallAsync(Token));
        ProgramResult result = await _work.ToolAsync("/bin/bash", ["-c", $"'{Programs.Cairn}' {command} {redirection}"], Token);
        result.MustExitWith(1, "cairn: Output: The output could not be written");
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(_work.Files("locks"));
    }

    [Fact]
    public async Task Error_output_that_is_closed_changes_no_exit_code()
    {
        await BackUpAsync(await server.SmallAsync(Token));
        string[] list = ["-c", $"'{Programs.Cairn}' repo snapshots 2>&-"];
        (await _work.ToolAsync("/bin/bash", list, Token)).MustExitWith(0, "1 snapshot(s)");
        string[] dump = ["-c", $"'{Programs.Cairn}' repo dump latest nothing 2>&-"];
        (await _work.ToolAsync("/bin/bash", dump, Token)).MustExitWith(1);
    }

    private async Task BackUpAsync(string database)
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--plain");
    }
}
