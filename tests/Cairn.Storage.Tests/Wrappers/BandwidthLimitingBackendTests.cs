using Cairn.Storage.Wrappers;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Storage.Tests.Wrappers;

public sealed class BandwidthLimitingBackendTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBackend _memory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Saves_beyond_the_limit_wait_for_their_turn()
    {
        await using var backend = new BandwidthLimitingBackend(_memory, uploadKiB: 10, downloadKiB: 0, _time);
        TestFile[] files = [.. Enumerable.Range(0, 4).Select(seed => TestFile.Create(FileKind.Pack, 10 * 1024, seed))];
        Task[] saves = [.. files.Select(file => backend.SaveAsync(file.Handle, file.Sequence, Cancel))];

        // One second's worth may pass at once; each of the others needs a second of its own.
        Assert.Equal([true, false, false, false], saves.Select(save => save.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(1));
        await saves[1];
        Assert.Equal([true, true, false, false], saves.Select(save => save.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(saves);
        Assert.Equal(4, _memory.Files.Count);
    }

    [Fact]
    public async Task Loads_count_against_the_download_limit_only()
    {
        await using var backend = new BandwidthLimitingBackend(_memory, uploadKiB: 1, downloadKiB: 10, _time);
        TestFile file = TestFile.Create(FileKind.Pack, 20 * 1024, 1);
        _memory.Files[file.Handle] = file.Content;
        Task load = backend.LoadAsync(file.Handle, 0, new byte[20 * 1024], Cancel);
        Assert.False(load.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await load;
        Task<byte[]> next = backend.LoadAllAsync(file.Handle, 20 * 1024, Cancel);
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(file.Content, await next);
    }

    [Fact]
    public async Task A_long_pause_allows_no_more_than_a_seconds_worth_at_once()
    {
        await using var backend = new BandwidthLimitingBackend(_memory, uploadKiB: 10, downloadKiB: 0, _time);
        _time.Advance(TimeSpan.FromHours(1));
        TestFile file = TestFile.Create(FileKind.Pack, 30 * 1024, 1);
        Task save = backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(save.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await save;
        Assert.Single(_memory.Files);
    }
}
