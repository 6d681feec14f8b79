using System.Buffers;
using Cairn.Storage.Local;
using Cairn.Testing;

namespace Cairn.Storage.Tests.Local;

public sealed class LocalObjectStoreTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly LocalObjectStore _store;

    public LocalObjectStoreTests() => _store = new LocalObjectStore(_directory["root"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_store_whose_directory_is_not_there_fails_instead_of_looking_empty()
    {
        await AssertNotFoundAsync(async () => await NamesAsync());
        await AssertNotFoundAsync(() => _store.SaveAsync("a", new ReadOnlySequence<byte>(new byte[1]), Cancel));
        await AssertNotFoundAsync(() => _store.RemoveDirectoryAsync("a", Cancel));
        Assert.False(Directory.Exists(_directory["root"]));
    }

    [Fact]
    public async Task Saves_at_the_same_time_into_a_directory_that_none_of_them_finds_all_succeed()
    {
        await _store.CreateAsync(Cancel);
        ReadOnlySequence<byte> content = new(new byte[1]);
        for (int i = 0; i < 300; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => _store.SaveAsync($"{i}/{number}", content, Cancel)));
        }

        Assert.Equal(1200, (await NamesAsync()).Count);
    }

    [Fact]
    public async Task Links_and_temporary_files_are_no_objects_and_links_are_not_followed_by_a_deletion()
    {
        await _store.CreateAsync(Cancel);
        await _store.SaveAsync("dir/kept", new ReadOnlySequence<byte>(new byte[1]), Cancel);
        string outside = Directory.CreateDirectory(_directory["outside"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "precious"), "x", Cancel);
        Directory.CreateSymbolicLink(_directory["root/dir/link"], outside);
        File.CreateSymbolicLink(_directory["root/dir/file-link"], Path.Combine(outside, "precious"));
        await File.WriteAllTextAsync(_directory[$"root/dir/kept-tmp-{Guid.NewGuid():N}"], "x", Cancel);
        Assert.Equal(["dir/kept"], await NamesAsync());
        await _store.RemoveDirectoryAsync("dir", Cancel);
        Assert.False(Directory.Exists(_directory["root/dir"]));
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
    }

    private async Task<List<string>> NamesAsync() =>
        await _store.ListAsync("", Cancel).Select(entry => entry.Name).ToListAsync(Cancel);

    private static async Task AssertNotFoundAsync(Func<Task> work) =>
        Assert.Equal(BackendErrorKind.NotFound, (await Assert.ThrowsAsync<BackendException>(work)).Kind);
}
