using Cairn.Storage;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Restic.Tests;

public sealed class InitTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creation_that_was_interrupted_is_repeated_at_once_with_the_same_password()
    {
        MemoryBackend backend = await InterruptedAsync();
        await using ResticRepository repository = await InitAsync(backend, TestRepository.Password);
        Assert.Single(await repository.Keys.ListAsync(Token));
        await using ResticRepository opened = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        Assert.Equal(repository.Config.Id, opened.Config.Id);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public async Task Creation_that_was_interrupted_is_repeated_with_another_password_once_nobody_can_be_at_it(int minutes, bool works)
    {
        MemoryBackend backend = await InterruptedAsync();
        _time.Advance(TimeSpan.FromMinutes(minutes));
        if (!works)
        {
            Assert.Equal(
                RepositoryErrorKind.AlreadyExists, (await Assert.ThrowsAsync<RepositoryException>(() => InitAsync(backend, "another password"))).Kind);
            Assert.Single(backend.Files);
            return;
        }

        await using ResticRepository repository = await InitAsync(backend, "another password");
        Assert.Single(await repository.Keys.ListAsync(Token));
        await using ResticRepository opened = await ResticRepository.OpenAsync(backend, "another password", TestRepository.Settings, Token);
        Assert.Equal(repository.Config.Id, opened.Config.Id);
    }

    [Theory]
    [InlineData(FileKind.Pack)]
    [InlineData(FileKind.Index)]
    [InlineData(FileKind.Snapshot)]
    public async Task Key_that_may_open_something_is_never_removed(FileKind kind)
    {
        MemoryBackend backend = await InterruptedAsync();
        backend.Files.Add(new FileHandle(kind, new string('0', 64)), [1]);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RepositoryErrorKind.AlreadyExists, (await Assert.ThrowsAsync<RepositoryException>(() => InitAsync(backend))).Kind);
        Assert.Equal(2, backend.Files.Count);
    }

    [Fact]
    public async Task Repository_is_not_created_over_another()
    {
        MemoryBackend backend = new();
        await using ResticRepository first = await InitAsync(backend);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RepositoryErrorKind.AlreadyExists, (await Assert.ThrowsAsync<RepositoryException>(() => InitAsync(backend))).Kind);
        Assert.Equal(2, backend.Files.Count);
    }

    /// <summary>What is left when the run is killed between key and config.</summary>
    private async Task<MemoryBackend> InterruptedAsync()
    {
        MemoryBackend backend = new();
        await using ResticRepository repository = await InitAsync(backend);
        await backend.RemoveAsync(FileHandle.Config, Token);
        return backend;
    }

    private Task<ResticRepository> InitAsync(IBackend backend, string password = TestRepository.Password) =>
        ResticRepository.InitAsync(backend, password, TestRepository.Settings with { Time = _time }, Token);
}
