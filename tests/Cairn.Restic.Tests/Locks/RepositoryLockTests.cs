using Cairn.Restic.Locks;
using Cairn.Storage;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Restic.Tests.Locks;

public sealed class RepositoryLockTests
{
    private static readonly LockHolder Elsewhere = LockHolder.Current with { Hostname = "another-machine" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    public async Task AcquireAsync_lets_only_shared_locks_live_side_by_side(bool first, bool second, bool works)
    {
        await using ResticRepository repository = await OpenAsync(TimeProvider.System);
        await using RepositoryLock held = await AcquireAsync(repository, first, Elsewhere);
        if (works)
        {
            await using RepositoryLock other = await AcquireAsync(repository, second, LockHolder.Current);
            Assert.Equal(2, (await repository.Locks.ListAsync(Token)).Count);
            return;
        }

        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => AcquireAsync(repository, second, LockHolder.Current));
        Assert.Equal(RepositoryErrorKind.Locked, failure.Kind);
        Assert.Contains("another-machine", failure.Message, StringComparison.Ordinal);
        Assert.Single(await repository.Locks.ListAsync(Token));
    }

    [Fact]
    public async Task AcquireAsync_removes_the_lock_of_a_process_that_is_gone()
    {
        await using ResticRepository repository = await OpenAsync(TimeProvider.System);
        RepositoryLock left = await AcquireAsync(repository, exclusive: true, LockHolder.Current with { ProcessId = int.MaxValue });
        await using RepositoryLock taken = await AcquireAsync(repository, exclusive: false, LockHolder.Current);
        Assert.Single(await repository.Locks.ListAsync(Token));
        await left.DisposeAsync();
    }

    [Fact]
    public async Task Refresh_replaces_the_file_and_a_lock_that_was_removed_is_lost()
    {
        FakeTimeProvider time = new();
        await using ResticRepository repository = await OpenAsync(time);
        await using RepositoryLock held = await AcquireAsync(repository, exclusive: false, LockHolder.Current);
        LockId before = (await repository.Locks.ListAsync(Token))[0].Id;
        time.Advance(TimeSpan.FromMinutes(5));
        LockId after = (await repository.Locks.ListAsync(Token))[0].Id;
        Assert.NotEqual(before, after);
        Assert.False(held.Lost.IsCancellationRequested);
        await repository.Locks.UnlockAsync(all: true, Token);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Refresh_that_keeps_failing_loses_the_lock_before_others_may_take_it()
    {
        FakeTimeProvider time = new();
        FaultyBackend faulty = new(await TestRepository.CreateAsync(Token));
        await using ResticRepository repository =
            await ResticRepository.OpenAsync(faulty, TestRepository.Password, TestRepository.Settings with { Time = time }, Token);
        await using RepositoryLock held = await AcquireAsync(repository, exclusive: false, LockHolder.Current);
        faulty.Add(new BackendFault(BackendOperation.Save) { Kind = FileKind.Lock, Calls = int.MaxValue, Error = BackendErrorKind.Transient });
        for (int minutes = 0; minutes < 25; minutes += 5)
        {
            Assert.False(held.Lost.IsCancellationRequested);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task AcquireAsync_that_fails_leaves_no_lock_even_when_the_save_did_what_it_says_it_did_not()
    {
        FaultyBackend faulty = new(await TestRepository.CreateAsync(Token));
        await using ResticRepository repository = await ResticRepository.OpenAsync(faulty, TestRepository.Password, TestRepository.Settings, Token);
        faulty.Add(new BackendFault(BackendOperation.Save) { Kind = FileKind.Lock, Error = BackendErrorKind.Permanent, AfterSuccess = true });
        await Assert.ThrowsAsync<BackendException>(() => AcquireAsync(repository, exclusive: true, LockHolder.Current));
        Assert.Empty(await repository.Locks.ListAsync(Token));
    }

    [Theory]
    [InlineData(BackendOperation.Save)]
    [InlineData(BackendOperation.Remove)]
    public async Task Release_removes_the_files_of_refreshes_that_failed_half_way(BackendOperation operation)
    {
        FakeTimeProvider time = new();
        FaultyBackend faulty = new(await TestRepository.CreateAsync(Token));
        await using ResticRepository repository =
            await ResticRepository.OpenAsync(faulty, TestRepository.Password, TestRepository.Settings with { Time = time }, Token);
        await using (await AcquireAsync(repository, exclusive: false, LockHolder.Current))
        {
            faulty.Add(new BackendFault(operation)
            {
                Kind = FileKind.Lock,
                Error = BackendErrorKind.Permanent,
                AfterSuccess = operation == BackendOperation.Save,
            });
            time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(2, (await repository.Locks.ListAsync(Token)).Count);
        }

        Assert.Empty(await repository.Locks.ListAsync(Token));
    }

    private static async Task<ResticRepository> OpenAsync(TimeProvider time) => await ResticRepository.OpenAsync(
        await TestRepository.CreateAsync(Token), TestRepository.Password, TestRepository.Settings with { Time = time }, Token);

    private static Task<RepositoryLock> AcquireAsync(ResticRepository repository, bool exclusive, LockHolder holder) =>
        RepositoryLock.AcquireAsync(repository, TestRepository.Lock with { Exclusive = exclusive, Holder = holder }, Token);
}
