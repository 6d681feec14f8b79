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

        // A backup is not hindered by the lock and leaves it; restic's check wants to be alone, and takes it for alive.
        await _work.MustRecoverAsync(database, Token, "--no-lock");
        (await _work.CairnAsync(["repo", "unlock"], Token)).MustExitWith(0, "Removed 1 lock");
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
