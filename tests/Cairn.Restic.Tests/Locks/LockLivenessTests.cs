using System.Text.Json.Nodes;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Testing.Backends;
using Cairn.Testing.Soak;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Restic.Tests.Locks;

public sealed class LockLivenessTests
{
    private static readonly LockOrigin Here = LockHolder.Current.Origin!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_process_is_alive_until_it_ends()
    {
        LockHolder holder;
        await using (StandIn other = new())
        {
            holder = LockHolder.Current with { ProcessId = other.ProcessId, Origin = ProcessLiveness.Describe(other.ProcessId) };
            await MustBeAsync(dead: false, holder);
        }

        await MustBeAsync(dead: true, holder);
    }

    [Fact]
    public async Task Process_that_has_the_number_of_a_dead_one_does_not_keep_its_lock() =>
        await MustBeAsync(dead: true, LockHolder.Current with { Origin = Here with { ProcessStart = Here.ProcessStart - 1 } });

    [Fact]
    public async Task Process_that_runs_keeps_its_lock() => await MustBeAsync(dead: false, LockHolder.Current);

    [Fact]
    public async Task Number_of_another_set_of_processes_proves_nothing() => await MustBeAsync(
        dead: false, LockHolder.Current with { ProcessId = int.MaxValue, Origin = Here with { ProcessNamespace = "pid:[1]" } });

    [Fact]
    public async Task Number_of_another_run_of_the_kernel_proves_nothing() => await MustBeAsync(
        dead: false, LockHolder.Current with { ProcessId = int.MaxValue, Origin = Here with { BootId = "another" } });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_without_our_fields_follows_restics_rule(bool sameHost) => await MustBeAsync(
        dead: sameHost, new LockHolder(sameHost ? Environment.MachineName : "elsewhere", "u", int.MaxValue, 0, 0));

    [Theory]
    [InlineData("demo/backup-1-x", true)]
    [InlineData("demo/backup-2-x", false)]
    public async Task Lock_of_a_pod_that_is_gone_is_removed(string pod, bool isGone)
    {
        LockHolder holder = LockHolder.Current with { Origin = new LockOrigin { Pod = pod, PodUid = "1", Job = "demo/backup" } };
        await using ResticRepository repository = await OpenAsync();
        await using RepositoryLock left = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock with { Exclusive = true, Holder = holder }, Token);
        LockOptions options = TestRepository.Lock with { Liveness = [new GonePods("demo/backup-1-x")] };
        if (isGone)
        {
            await using RepositoryLock taken = await RepositoryLock.AcquireAsync(repository, options, Token);
            Assert.Single(await repository.Locks.ListAsync(Token));
            return;
        }

        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => RepositoryLock.AcquireAsync(repository, options, Token));
        Assert.Contains($"pod {pod} of Job demo/backup", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Machine_that_slept_writes_nothing_more()
    {
        FakeTimeProvider time = new();
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await using ResticRepository repository =
            await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings with { Time = new SleepingTimeProvider(time) }, Token);
        await using RepositoryLock held = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
        await held.ThrowIfLostAsync(Token);
        time.Advance(TimeSpan.FromMinutes(23));
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => held.ThrowIfLostAsync(Token));

        Assert.Equal(RepositoryErrorKind.LockLost, failure.Kind);
        Assert.True(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Lock_file_has_our_fields_in_one_place_that_restic_passes_over()
    {
        await using ResticRepository repository = await OpenAsync();
        await using RepositoryLock held = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
        LockId id = (await repository.Locks.ListAsync(Token))[0].Id;
        JsonNode file = JsonNode.Parse(await new RepositoryViewer(repository).ReadAsync("lock", id.ToString(), Token))!;

        Assert.Equal(Here.BootId, (string?)file["cairn"]!["boot_id"]);
        Assert.Equal(["time", "exclusive", "hostname", "username", "pid", "cairn"], file.AsObject().Select(field => field.Key).Except(["uid", "gid"]));
    }

    private static async Task<ResticRepository> OpenAsync() => await ResticRepository.OpenAsync(
        await TestRepository.CreateAsync(Token), TestRepository.Password, TestRepository.Settings, Token);

    private static async Task MustBeAsync(bool dead, LockHolder holder)
    {
        LockFile file = new() { Hostname = holder.Hostname, ProcessId = holder.ProcessId, Origin = holder.Origin };
        Assert.Equal(dead, await ProcessLiveness.Instance.IsProvenDeadAsync(file, Token));
    }

    private sealed class GonePods(params string[] pods) : ILockLiveness
    {
        public ValueTask<bool> IsProvenDeadAsync(LockFile file, CancellationToken cancellationToken) =>
            ValueTask.FromResult(pods.Contains(file.Origin?.Pod, StringComparer.Ordinal));
    }

    /// <summary>A machine whose clock on the wall moves on while nothing on it runs, so no timer fires and no time seems to pass.</summary>
    private sealed class SleepingTimeProvider(TimeProvider wall) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => wall.GetUtcNow();
    }
}
