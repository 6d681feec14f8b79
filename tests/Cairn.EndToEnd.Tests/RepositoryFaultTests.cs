using Cairn.Restic;
using Cairn.Restic.Locks;

namespace Cairn.EndToEnd.Tests;

/// <summary>The repository cannot be opened, or is in somebody else's hands.</summary>
public sealed class RepositoryFaultTests(SharedServer server) : IDisposable
{
    private const int Usage = 2;
    private const int NoRepository = 10;
    private const int Locked = 11;
    private const int WrongPassword = 12;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Backup_with_a_wrong_repository_password_fails_by_the_repository()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        ProgramResult result = await _work.CairnWithAsync("RESTIC_PASSWORD", "guess-5e1d", Backup(database), Token);
        result.MustExitWith(WrongPassword, "Repository", "password");
        Assert.DoesNotContain("guess-5e1d", result.Everything, StringComparison.Ordinal);
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_into_a_directory_that_is_no_repository_fails_and_creates_nothing()
    {
        string database = await server.SmallAsync(Token);
        (await _work.CairnAsync(Backup(database), Token)).MustExitWith(NoRepository, "Repository", _work.Repository);
        Assert.False(Directory.Exists(_work.Repository));
        await _work.InitAsync(Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_without_a_repository_password_fails_and_says_where_to_give_it()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        (await _work.CairnWithAsync("RESTIC_PASSWORD", null, Backup(database), Token)).MustExitWith(Usage, "RESTIC_PASSWORD");
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Init_over_a_repository_fails_and_leaves_it_as_it_was()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token);
        ProgramResult result = await _work.CairnWithAsync("RESTIC_PASSWORD", "another", ["repo", "init"], Token);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("Repository", result.Error, StringComparison.Ordinal);
        await _work.MustHaveSnapshotsAsync(1, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_into_a_repository_locked_by_another_machine_fails_and_names_the_holder()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await using (ResticRepository repository = await _work.OpenAsync(Token))
        await using (await RepositoryLock.AcquireAsync(repository, ExclusiveAs(LockHolder.Current with { Hostname = "other-machine" }), Token))
        {
            (await _work.CairnAsync(Backup(database), Token)).MustExitWith(Locked, "Repository", "other-machine");
            Assert.Single(_work.Files("locks"));
        }

        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_removes_the_exclusive_lock_of_a_dead_process_of_this_machine()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await using ResticRepository repository = await _work.OpenAsync(Token);

        // Above the largest number that the kernel gives to a process.
        LockHolder dead = LockHolder.Current with { ProcessId = 4_194_305 };
        await using RepositoryLock stale = await RepositoryLock.AcquireAsync(repository, ExclusiveAs(dead), Token);
        await _work.MustRecoverAsync(database, Token);
        Assert.Empty(_work.Files("locks"));
    }

    private static string[] Backup(string database) => ["backup", "--from", Workplace.Url(database)];

    private static LockOptions ExclusiveAs(LockHolder holder) => new() { Exclusive = true, Holder = holder };
}
