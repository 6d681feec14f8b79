using Cairn.Storage.Wrappers;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Storage.Tests.Wrappers;

public sealed class RetryingBackendTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBackend _memory = new();
    private readonly List<BackendRetry> _retries = [];
    private readonly FaultyBackend _faulty;
    private readonly RetryingBackend _backend;

    public RetryingBackendTests()
    {
        _faulty = new FaultyBackend(_memory, _time);
        _backend = new RetryingBackend(_faulty, Budget, _retries.Add, _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveAsync_after_transient_failures_succeeds_and_reports_each()
    {
        _faulty.Add(new BackendFault(BackendOperation.Save) { Error = BackendErrorKind.Transient, Calls = 3 });
        TestFile file = TestFile.Create(FileKind.Pack, 100, 1);
        await AdvanceUntilDoneAsync(_backend.SaveAsync(file.Handle, file.Sequence, Cancel));
        Assert.Equal(file.Content, _memory.Files[file.Handle]);
        Assert.Equal([1, 2, 3], _retries.Select(retry => retry.Attempt));
        Assert.All(_retries, retry =>
        {
            Assert.Equal("save", retry.Operation);
            Assert.Equal(file.Handle.ToString(), retry.File);
            Assert.True(retry.Delay > TimeSpan.Zero, "Each attempt has to wait.");
            Assert.Contains("a test wants it so", retry.ErrorMessage, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task SaveAsync_that_succeeded_but_answered_with_an_error_is_repeated()
    {
        _faulty.Add(new BackendFault(BackendOperation.Save) { Error = BackendErrorKind.Transient, AfterSuccess = true });
        TestFile file = TestFile.Create(FileKind.Pack, 100, 1);
        await AdvanceUntilDoneAsync(_backend.SaveAsync(file.Handle, file.Sequence, Cancel));
        Assert.Equal(file.Content, _memory.Files[file.Handle]);
        Assert.Equal(2, _faulty.Calls.Count);
    }

    [Fact]
    public async Task RemoveAsync_that_succeeded_but_answered_with_an_error_is_repeated()
    {
        _faulty.Add(new BackendFault(BackendOperation.Remove) { Error = BackendErrorKind.Transient, AfterSuccess = true });
        TestFile file = TestFile.Create(FileKind.Lock, 100, 1);
        _memory.Files[file.Handle] = file.Content;
        await AdvanceUntilDoneAsync(_backend.RemoveAsync(file.Handle, Cancel));
        Assert.Empty(_memory.Files);
        Assert.Equal(2, _faulty.Calls.Count);
    }

    [Theory]
    [InlineData(BackendErrorKind.NotFound)]
    [InlineData(BackendErrorKind.AccessDenied)]
    [InlineData(BackendErrorKind.OutOfSpace)]
    [InlineData(BackendErrorKind.RangeBeyondEnd)]
    [InlineData(BackendErrorKind.Misconfigured)]
    [InlineData(BackendErrorKind.Permanent)]
    public async Task A_failure_that_a_repeat_would_not_mend_is_reported_at_once(BackendErrorKind kind)
    {
        _faulty.Add(new BackendFault(BackendOperation.LoadAll) { Error = kind, Calls = int.MaxValue });
        BackendException exception =
            await Assert.ThrowsAsync<BackendException>(() => _backend.LoadAllAsync(FileHandle.Config, 10, Cancel));
        Assert.Equal(kind, exception.Kind);
        Assert.Single(_faulty.Calls);
        Assert.Empty(_retries);
    }

    [Fact]
    public async Task A_failure_that_lasts_longer_than_the_budget_is_reported_as_it_came()
    {
        _faulty.Add(new BackendFault(BackendOperation.Stat) { Error = BackendErrorKind.Transient, Calls = int.MaxValue });
        DateTimeOffset start = _time.GetUtcNow();
        Task stat = _backend.StatAsync(FileHandle.Config, Cancel);
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => AdvanceUntilDoneAsync(stat));
        Assert.Equal(BackendErrorKind.Transient, exception.Kind);
        Assert.InRange(_time.GetUtcNow() - start, Budget, Budget + TimeSpan.FromMinutes(2));
        Assert.All(_retries, retry => Assert.True(retry.Delay <= TimeSpan.FromMinutes(1), $"{retry.Delay} is too long a delay."));
        Assert.True(_retries.Count > 10, $"{_retries.Count} attempts in 15 minutes are too few.");
    }

    [Fact]
    public async Task A_budget_of_zero_means_no_retry()
    {
        await using var backend = new RetryingBackend(_faulty, TimeSpan.Zero, _retries.Add, _time);
        _faulty.Add(new BackendFault(BackendOperation.Create) { Error = BackendErrorKind.Transient });
        await Assert.ThrowsAsync<BackendException>(() => backend.CreateAsync(Cancel));
        Assert.Empty(_retries);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_for_the_next_attempt()
    {
        _faulty.Add(new BackendFault(BackendOperation.Stat) { Error = BackendErrorKind.Transient, Calls = int.MaxValue });
        using var cancellation = new CancellationTokenSource();
        Task stat = _backend.StatAsync(FileHandle.Config, cancellation.Token);
        Assert.Single(_retries);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stat);
    }

    [Fact]
    public async Task ListAsync_that_breaks_off_starts_again_without_giving_an_entry_twice()
    {
        const int count = 2500;
        for (int seed = 0; seed < count; seed++)
        {
            _memory.Files[TestFile.Create(FileKind.Pack, 1, seed).Handle] = [1];
        }

        _faulty.Add(new BackendFault(BackendOperation.List) { Error = BackendErrorKind.Transient, AfterSuccess = true, Calls = 2 });
        var seen = new List<FileHandle>();
        await AdvanceUntilDoneAsync(CollectAsync(seen));
        Assert.Equal(count, seen.Count);
        Assert.Equal(count, seen.Distinct().Count());
        Assert.Equal(["list", "list"], _retries.Select(retry => retry.Operation));
    }

    private async Task CollectAsync(List<FileHandle> seen)
    {
        await foreach (StoredFile file in _backend.ListAsync(FileKind.Pack, Cancel))
        {
            seen.Add(file.Handle);
        }
    }

    private async Task AdvanceUntilDoneAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await task;
    }
}
