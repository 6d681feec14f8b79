using System.Buffers;
using Cairn.Storage;
using Cairn.Storage.Objects;
using Xunit;

namespace Cairn.Testing.Backends;

/// <summary>The contract of <see cref="IObjectStore"/>. Each store has a class of tests that derives from this one.</summary>
public abstract class ObjectStoreContractTests : IAsyncLifetime
{
    /// <summary>The store under test, empty and created.</summary>
    protected IObjectStore Store { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a store in which no object is; the test creates and disposes it.</summary>
    protected abstract ValueTask<IObjectStore> OpenEmptyAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Store = await OpenEmptyAsync();
        await Store.CreateAsync(Cancel);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("metadata.yaml")]
    [InlineData("shop/repository.yaml")]
    [InlineData("shop/snapshots/a-b_c.d.yaml")]
    [InlineData("shop/with space/plus+percent%20hash#question?amp&equals=.yaml")]
    [InlineData("größe/日本/😀")]
    public async Task SaveAsync_of_any_name_can_be_loaded_listed_and_removed(string name)
    {
        byte[] content = await SaveAsync(name, 5000);
        Assert.Equal(content, await Store.LoadAllAsync(name, 5000, Cancel));
        Assert.Equal(5000, await Store.StatAsync(name, Cancel));
        Assert.Equal([new StoredObject(name, 5000)], await ListAsync(""));
        await Store.RemoveAsync(name, Cancel);
        Assert.Empty(await ListAsync(""));
        Assert.Null(await Store.StatAsync(name, Cancel));
    }

    [Fact]
    public async Task CreateAsync_again_keeps_what_is_there()
    {
        await SaveAsync("a/b", 1);
        await Store.CreateAsync(Cancel);
        Assert.Equal(1, await Store.StatAsync("a/b", Cancel));
    }

    [Fact]
    public async Task SaveAsync_of_an_object_that_exists_replaces_it()
    {
        await SaveAsync("x.yaml", 200);
        byte[] content = await SaveAsync("x.yaml", 3);
        Assert.Equal(content, await Store.LoadAllAsync("x.yaml", 200, Cancel));
        Assert.Equal([new StoredObject("x.yaml", 3)], await ListAsync(""));
    }

    [Fact]
    public async Task SaveAsync_of_an_empty_object_stores_it()
    {
        await SaveAsync("empty", 0);
        Assert.Empty(await Store.LoadAllAsync("empty", 0, Cancel));
        Assert.Equal([new StoredObject("empty", 0)], await ListAsync(""));
    }

    [Fact]
    public async Task ListAsync_of_a_directory_gives_what_is_in_and_below_it_only()
    {
        string[] names = ["a/1", "a/2", "a/deep/er/3", "ab/4", "a.yaml", "b/a/5"];
        foreach (string name in names)
        {
            await SaveAsync(name, 1);
        }

        Assert.Equal(["a/1", "a/2", "a/deep/er/3"], await NamesAsync("a"));
        Assert.Equal(["a/deep/er/3"], await NamesAsync("a/deep"));
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(""));
        Assert.Empty(await NamesAsync("missing"));
        Assert.Empty(await NamesAsync("a/1"));
    }

    [Fact]
    public async Task RemoveDirectoryAsync_deletes_what_is_in_and_below_it_only()
    {
        foreach (string name in (string[])["a/1", "a/deep/er/2", "ab/3", "a.yaml"])
        {
            await SaveAsync(name, 1);
        }

        await Store.RemoveDirectoryAsync("a", Cancel);
        Assert.Equal(["a.yaml", "ab/3"], await NamesAsync(""));
        await Store.RemoveDirectoryAsync("a", Cancel);
        await Store.RemoveDirectoryAsync("never/was", Cancel);
        await SaveAsync("a/1", 1);
        Assert.Equal(["a/1"], await NamesAsync("a"));
    }

    [Fact]
    public async Task Loading_gives_ranges_and_tells_what_is_missing_from_what_is_too_short()
    {
        byte[] content = await SaveAsync("a/x", 1000);
        byte[] destination = new byte[300];
        await Store.LoadAsync("a/x", 700, destination, Cancel);
        Assert.Equal(content[700..], destination);
        await Store.LoadAsync("a/x", 1000, Memory<byte>.Empty, Cancel);
        await AssertFailsAsync(BackendErrorKind.RangeBeyondEnd, Store.LoadAsync("a/x", 701, destination, Cancel));
        await AssertFailsAsync(BackendErrorKind.RangeBeyondEnd, Store.LoadAsync("a/x", 1000, destination, Cancel));
        await AssertFailsAsync(BackendErrorKind.Permanent, Store.LoadAllAsync("a/x", 999, Cancel));
        await AssertFailsAsync(BackendErrorKind.NotFound, Store.LoadAllAsync("a/y", 999, Cancel));
        await AssertFailsAsync(BackendErrorKind.NotFound, Store.LoadAsync("a/y", 0, destination, Cancel));
    }

    [Fact]
    public async Task RemoveAsync_of_a_missing_object_is_no_error()
    {
        await Store.RemoveAsync("never/was", Cancel);
        await SaveAsync("a", 1);
        await Store.RemoveAsync("a", Cancel);
        await Store.RemoveAsync("a", Cancel);
        Assert.Empty(await NamesAsync(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a-tmp-0123456789abcdef0123456789abcdef")]
    public async Task A_text_that_is_no_name_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(name, 1));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RemoveAsync(name, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RemoveDirectoryAsync(name, Cancel));
    }

    [Fact]
    public async Task Calls_with_a_cancelled_token_change_nothing()
    {
        await SaveAsync("a/x", 1);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync("a/y", new ReadOnlySequence<byte>(new byte[1]), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.RemoveAsync("a/x", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.RemoveDirectoryAsync("a", cancelled));
        Assert.Equal(["a/x"], await NamesAsync(""));
    }

    [Fact]
    public async Task Calls_at_the_same_time_do_not_disturb_each_other()
    {
        string[] names = [.. Enumerable.Range(0, 24).Select(number => $"d{number % 3}/{number}")];
        await Task.WhenAll(names.Select(name => SaveAsync(name, 2000)));
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(""));
        await Task.WhenAll(Store.RemoveDirectoryAsync("d0", Cancel), Store.RemoveDirectoryAsync("d0", Cancel), Store.RemoveDirectoryAsync("d1", Cancel));
        Assert.Equal(names.Where(name => name.StartsWith("d2", StringComparison.Ordinal)).Order(StringComparer.Ordinal), await NamesAsync(""));
    }

    /// <summary>Saves an object whose content follows from its name and size.</summary>
    private async Task<byte[]> SaveAsync(string name, int size)
    {
        byte[] content = TestFile.Create(FileKind.Pack, size, name.Length + size).Content;
        await Store.SaveAsync(name, new ReadOnlySequence<byte>(content), Cancel);
        return content;
    }

    private async Task<IReadOnlyList<StoredObject>> ListAsync(string directory)
    {
        var entries = new List<StoredObject>();
        await foreach (StoredObject entry in Store.ListAsync(directory, Cancel))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<IEnumerable<string>> NamesAsync(string directory) =>
        (await ListAsync(directory)).Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private static async Task AssertFailsAsync(BackendErrorKind kind, Task task)
    {
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => task);
        Assert.Equal(kind, exception.Kind);
    }
}
