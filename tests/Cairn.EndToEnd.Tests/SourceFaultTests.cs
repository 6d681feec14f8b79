namespace Cairn.EndToEnd.Tests;

/// <summary>The database, the way to it, or its client fails: no snapshot, the right side is named, and the next backup works.</summary>
public sealed class SourceFaultTests(SharedServer server) : IDisposable
{
    private const int SourceDatabase = 20;
    private const int Tool = 22;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Backup_whose_pg_dump_is_killed_half_way_fails_by_the_client_and_leaves_no_snapshot()
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);
        (RunningProgram cairn, int dump) = await HalfWay.StartBackupAsync(_work, database, Token);
        await using (cairn)
        {
            ProcessTable.Signal(dump, ProcessTable.SigKill);
            (await cairn.WaitAsync(Token)).MustExitWith(Tool, "PostgreSQL client", "pg_dump", "SIGKILL");
        }

        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Theory]
    // Whether libpq still reads the server's last words ("terminating connection") or only sees the closed connection is a race of its own.
    [InlineData("pg_terminate_backend", "connection")]
    [InlineData("pg_cancel_backend", "canceling statement")]
    public async Task Backup_whose_backend_is_stopped_half_way_fails_by_the_source(string function, string words)
    {
        string database = await server.NewLargeAsync(Token);
        await _work.InitAsync(Token);
        (RunningProgram cairn, int _) = await HalfWay.StartBackupAsync(_work, database, Token);
        await using (cairn)
        {
            // Autovacuum may work on the new database as well.
            string sql = $"select count({function}(pid)) from pg_stat_activity where datname = '{database}' and backend_type = 'client backend'";
            Assert.Equal("1", (await server.Postgres.ExecuteAsync("postgres", sql, Token)).Trim());
            (await cairn.WaitAsync(Token)).MustExitWith(SourceDatabase, "Source database", words);
        }

        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_with_a_short_statement_timeout_succeeds_because_pg_dump_switches_it_off()
    {
        await _work.InitAsync(Token);
        _work.Set("PGOPTIONS", "-c statement_timeout=100ms");
        await _work.BackupAsync(await server.LargeAsync(Token), Token);
        await _work.MustHaveSnapshotsAsync(1, Token);
    }

    [Theory]
    [InlineData("PGHOST", "no-such-host.invalid", "no-such-host.invalid")]
    [InlineData("PGPORT", "1", "Connection refused")]
    [InlineData("PGUSER", "nobody_here", "password authentication failed")]
    [InlineData("PGPASSWORD", "wrong", "password authentication failed")]
    [InlineData("PGPASSWORD", null, "no password supplied")]
    [InlineData("PGSSLMODE", "require", "server does not support SSL")]
    public async Task Backup_over_a_wrong_connection_fails_by_the_source_and_says_why(string variable, string? value, string words)
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        string[] arguments = ["backup", "--from", Workplace.Url(database), "--wait-ready", "1s"];
        (await _work.CairnWithAsync(variable, value, arguments, Token)).MustExitWith(SourceDatabase, "Source database", words);
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_of_a_missing_database_fails_by_the_source()
    {
        await _work.InitAsync(Token);
        ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url("not_there")], Token);
        result.MustExitWith(SourceDatabase, "Source database", "\"not_there\" does not exist");
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(await server.SmallAsync(Token), Token);
    }

    /// <summary>The index is damaged: whoever read it would speak of that.</summary>
    [Fact]
    public async Task Backup_of_a_missing_database_fails_before_the_index_is_read()
    {
        await _work.InitAsync(Token);
        string index = Path.Combine(_work.Repository, "index", new string('0', 64));
        await File.WriteAllTextAsync(index, "damaged", Token);
        string[] backup = ["backup", "--from", Workplace.Url("not_there")];
        (await _work.CairnAsync(backup, Token)).MustExitWith(SourceDatabase, "Source database");
        Assert.Empty(_work.Files("locks"));
    }

    [Fact]
    public async Task Backup_of_a_table_that_is_not_there_fails_with_the_words_of_pg_dump()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), "--", "-t", "absent"], Token);
        result.MustExitWith(Tool, "PostgreSQL client", "no matching tables");
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_without_a_client_fails_by_the_client_and_names_the_directory_searched()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        string empty = Directory.CreateDirectory(Path.Combine(_work.Directory, "no-clients")).FullName;
        ProgramResult result = await _work.CairnWithAsync("CAIRN_PG_BINDIR", empty, ["backup", "--from", Workplace.Url(database)], Token);
        result.MustExitWith(Tool, "PostgreSQL client", empty);
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }
}
