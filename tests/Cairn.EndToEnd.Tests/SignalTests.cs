namespace Cairn.EndToEnd.Tests;

/// <summary>Cairn itself is ended: in order by SIGTERM and SIGINT, in no order at all by SIGKILL.</summary>
public sealed class SignalTests(SharedServer server) : IDisposable
{
    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData(ProcessTable.SigTerm, 143)]
    [InlineData(ProcessTable.SigInt, 130)]
    public async Task Backup_that_gets_a_signal_ends_pg_dump_removes_its_lock_and_leaves_no_snapshot(int signal, int code)
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);
        (RunningProgram cairn, int dump) = await HalfWay.StartBackupAsync(_work, database, Token);
        await using (cairn)
        {
            Assert.Single(_work.Files("locks"));
            long start = TimeProvider.System.GetTimestamp();
            ProcessTable.Signal(cairn.Id, signal);
            (await cairn.WaitAsync(Token)).MustExitWith(code);

            // Far less than what is left of the backup at its speed, so it was the signal that ended it.
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
            Assert.False(ProcessTable.IsAlive(dump));
        }

        Assert.Empty(_work.Files("locks"));
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_that_is_killed_leaves_a_lock_that_does_not_stop_the_next_backup()
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);
        (RunningProgram cairn, int dump) = await HalfWay.StartBackupAsync(_work, database, Token);
        await using (cairn)
        {
            ProcessTable.Signal(cairn.Id, ProcessTable.SigKill);
            (await cairn.WaitAsync(Token)).MustExitWith(128 + ProcessTable.SigKill);
        }

        Assert.Single(_work.Files("locks"));
        await Until.TrueAsync(() => !ProcessTable.IsAlive(dump), () => "the end of pg_dump, whose reader is gone", Token);
        await _work.MustHaveSnapshotsAsync(0, Token);

        // The next backup sees that the holder is dead, and takes its lock away: restic's check, which wants to be alone, would take it for alive.
        await _work.MustRecoverAsync(database, Token);
        Assert.Empty(_work.Files("locks"));
    }

    /// <summary>restic asks whether the holder of a lock lives by sending it SIGHUP.</summary>
    [Fact]
    public async Task Backup_goes_on_when_restic_looks_whether_its_lock_is_stale()
    {
        string database = await server.MediumAsync(Token);
        await _work.InitAsync(Token);
        await using RunningProgram cairn = _work.StartCairn(
            "backup", "--from", Workplace.Url(database), "--limit-upload", "1500", "--compression", "off", "--pack-size", "4");
        await Until.TrueAsync(() => cairn.HasExited || _work.Files("data").Length > 0, () => cairn.ErrorSoFar, Token);
        foreach (string restic in Programs.Restics)
        {
            await _work.ToolAsync(restic, ["unlock"], Token);
        }

        Assert.False(cairn.HasExited, cairn.ErrorSoFar);
        Assert.Single(_work.Files("locks"));
        (await cairn.WaitAsync(Token)).MustExitWith(0);
        await _work.MustHaveSnapshotsAsync(1, Token);
    }

    /// <summary>Several times, because what psql sees when its writer dies is a matter of microseconds.</summary>
    [Fact]
    public async Task Restore_that_is_killed_commits_nothing_of_the_running_copy()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.LargeAsync(Token), Token, "--plain", "--compression", "off", "--pack-size", "4");
        const string copies = "select count(*) from pg_stat_progress_copy where datname = current_database() and tuples_processed > 0";
        for (int round = 0; round < 5; round++)
        {
            string target = await server.NewDatabaseAsync("", Token);
            await using RunningProgram cairn = _work.StartCairn("restore", "--to", Workplace.Url(target), "--limit-download", "10000", "--no-lock");
            while (!cairn.HasExited && (await server.Postgres.ExecuteAsync(target, copies, Token)).Trim() == "0")
            {
            }

            int? psql = ProcessTable.FindDescendant(cairn.Id, "psql");
            Assert.True(psql.HasValue, cairn.ErrorSoFar);
            ProcessTable.Signal(cairn.Id, ProcessTable.SigKill);
            (await cairn.WaitAsync(Token)).MustExitWith(128 + ProcessTable.SigKill);
            await Until.TrueAsync(() => !ProcessTable.IsAlive(psql.Value), () => "the end of psql, whose writer is gone", Token);
            Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from big", Token)).Trim());
        }

        await _work.MustBeSoundAsync(Token);
    }

    [Fact]
    public async Task Restore_that_gets_SIGTERM_ends_psql_and_commits_nothing_of_the_running_copy()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.LargeAsync(Token), Token, "--plain", "--compression", "off", "--pack-size", "4");
        string target = await server.NewDatabaseAsync("", Token);
        await using RunningProgram cairn = _work.StartCairn("restore", "--to", Workplace.Url(target), "--limit-download", "10000");
        int? psql = null;
        await Until.TrueAsync(() => (psql = ProcessTable.FindDescendant(cairn.Id, "psql")).HasValue, () => "psql " + cairn.ErrorSoFar, Token);
        const string copies = "select count(*) from pg_stat_progress_copy where datname = current_database() and tuples_processed > 0";
        string copying = "0";
        while (copying == "0" && !cairn.HasExited)
        {
            copying = (await server.Postgres.ExecuteAsync(target, copies, Token)).Trim();
        }

        ProcessTable.Signal(cairn.Id, ProcessTable.SigTerm);
        (await cairn.WaitAsync(Token)).MustExitWith(143);
        Assert.False(ProcessTable.IsAlive(psql!.Value));
        Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from big", Token)).Trim());
        Assert.Empty(_work.Files("locks"));
        await _work.MustBeSoundAsync(Token);
    }
}
