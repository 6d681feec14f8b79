using System.Buffers;
using Cairn.Storage;
using Xunit;

namespace Cairn.Testing.Backends;

/// <summary>The contract of <see cref="IBackend"/>. Each backend has a class of tests that derives from this one.</summary>
public abstract class BackendContractTests : IAsyncLifetime
{
    /// <summary>The backend under test, empty and created.</summary>
    protected IBackend Backend { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a backend in which no file is; the test creates and disposes it.</summary>
    protected abstract ValueTask<IBackend> OpenEmptyAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Backend = await OpenEmptyAsync();
        await Backend.CreateAsync(Cancel);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (Backend is not null)
        {
            await Backend.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task CreateAsync_again_keeps_what_is_there()
    {
        TestFile file = await SaveAsync(FileKind.Key, 100, 1);
        await Backend.CreateAsync(Cancel);
        Assert.Equal(file.Content, await Backend.LoadAllAsync(file.Handle, 100, Cancel));
    }

    [Theory]
    [InlineData(FileKind.Config)]
    [InlineData(FileKind.Key)]
    [InlineData(FileKind.Lock)]
    [InlineData(FileKind.Snapshot)]
    [InlineData(FileKind.Index)]
    [InlineData(FileKind.Pack)]
    public async Task SaveAsync_of_each_kind_can_be_loaded_listed_and_removed(FileKind kind)
    {
        TestFile file = await SaveAsync(kind, 5000, 1);
        Assert.Equal(file.Content, await Backend.LoadAllAsync(file.Handle, 5000, Cancel));
        Assert.Equal(5000, await Backend.StatAsync(file.Handle, Cancel));
        Assert.Equal([new StoredFile(file.Handle, 5000)], await ListAsync(kind));
        await Backend.RemoveAsync(file.Handle, Cancel);
        Assert.Empty(await ListAsync(kind));
    }

    [Fact]
    public async Task SaveAsync_of_an_empty_file_stores_it()
    {
        TestFile file = await SaveAsync(FileKind.Lock, 0, 1);
        Assert.Empty(await Backend.LoadAllAsync(file.Handle, 0, Cancel));
        Assert.Equal(0, await Backend.StatAsync(file.Handle, Cancel));
        Assert.Single(await ListAsync(FileKind.Lock));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(65536)]
    public async Task SaveAsync_of_several_segments_stores_them_in_order(int segmentSize)
    {
        TestFile file = TestFile.Create(FileKind.Pack, segmentSize == 1 ? 500 : 300_001, 1);
        await Backend.SaveAsync(file.Handle, file.InSegments(segmentSize), Cancel);
        Assert.Equal(file.Content, await Backend.LoadAllAsync(file.Handle, file.Content.Length, Cancel));
    }

    [Fact]
    public async Task SaveAsync_of_a_file_that_exists_replaces_it()
    {
        FileHandle file = TestFile.Create(FileKind.Key, 10, 1).Handle;
        await Backend.SaveAsync(file, new ReadOnlySequence<byte>(new byte[200]), Cancel);
        await Backend.SaveAsync(file, new ReadOnlySequence<byte>(new byte[] { 1, 2, 3 }), Cancel);
        Assert.Equal([1, 2, 3], await Backend.LoadAllAsync(file, 200, Cancel));
        Assert.Equal([new StoredFile(file, 3)], await ListAsync(FileKind.Key));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 10_000)]
    [InlineData(1, 9_999)]
    [InlineData(4_000, 123)]
    [InlineData(9_999, 1)]
    public async Task LoadAsync_of_a_range_fills_the_destination(int offset, int length)
    {
        TestFile file = await SaveAsync(FileKind.Pack, 10_000, 1);
        byte[] destination = new byte[length];
        await Backend.LoadAsync(file.Handle, offset, destination, Cancel);
        Assert.Equal(file.Content[offset..(offset + length)], destination);
    }

    [Theory]
    [InlineData(0, 101)]
    [InlineData(99, 2)]
    [InlineData(100, 1)]
    [InlineData(5_000, 10)]
    [InlineData(101, 0)]
    public async Task LoadAsync_beyond_the_end_fails_with_RangeBeyondEnd(int offset, int length)
    {
        TestFile file = await SaveAsync(FileKind.Pack, 100, 1);
        await AssertFailsAsync(BackendErrorKind.RangeBeyondEnd, Backend.LoadAsync(file.Handle, offset, new byte[length], Cancel));
    }

    [Fact]
    public async Task LoadAsync_of_nothing_at_the_end_succeeds()
    {
        TestFile file = await SaveAsync(FileKind.Pack, 100, 1);
        Exception? exception = await Record.ExceptionAsync(() => Backend.LoadAsync(file.Handle, 100, Memory<byte>.Empty, Cancel));
        Assert.Null(exception);
    }

    [Theory]
    [InlineData(FileKind.Config)]
    [InlineData(FileKind.Pack)]
    [InlineData(FileKind.Snapshot)]
    public async Task Loading_a_missing_file_fails_with_NotFound(FileKind kind)
    {
        FileHandle file = TestFile.Create(kind, 1, 1).Handle;
        await AssertFailsAsync(BackendErrorKind.NotFound, Backend.LoadAsync(file, 0, new byte[10], Cancel));
        await AssertFailsAsync(BackendErrorKind.NotFound, Backend.LoadAsync(file, 0, Memory<byte>.Empty, Cancel));
        await AssertFailsAsync(BackendErrorKind.NotFound, Backend.LoadAllAsync(file, 10, Cancel));
    }

    [Fact]
    public async Task LoadAllAsync_of_a_file_above_the_limit_fails_with_Permanent()
    {
        TestFile file = await SaveAsync(FileKind.Index, 1001, 1);
        await AssertFailsAsync(BackendErrorKind.Permanent, Backend.LoadAllAsync(file.Handle, 1000, Cancel));
    }

    [Fact]
    public async Task StatAsync_of_a_missing_file_is_null()
    {
        Assert.Null(await Backend.StatAsync(FileHandle.Config, Cancel));
        Assert.Null(await Backend.StatAsync(TestFile.Create(FileKind.Pack, 1, 1).Handle, Cancel));
    }

    [Fact]
    public async Task ListAsync_gives_the_files_of_its_kind_only()
    {
        var expected = new HashSet<StoredFile>();
        for (int seed = 0; seed < 40; seed++)
        {
            TestFile pack = await SaveAsync(FileKind.Pack, 10 + seed, seed);
            expected.Add(new StoredFile(pack.Handle, 10 + seed));
            await SaveAsync(FileKind.Index, 5, seed);
        }

        IReadOnlyList<StoredFile> packs = await ListAsync(FileKind.Pack);
        Assert.Equal(40, packs.Count);
        Assert.Equal(expected, packs.ToHashSet());
        Assert.Empty(await ListAsync(FileKind.Snapshot));
        Assert.Empty(await ListAsync(FileKind.Config));
    }

    [Fact]
    public async Task ListAsync_whose_consumer_removes_what_it_sees_gives_every_file()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            await SaveAsync(FileKind.Lock, 10, seed);
        }

        int count = 0;
        await foreach (StoredFile file in Backend.ListAsync(FileKind.Lock, Cancel))
        {
            await Backend.RemoveAsync(file.Handle, Cancel);
            count++;
        }

        Assert.Equal(20, count);
        Assert.Empty(await ListAsync(FileKind.Lock));
    }

    [Fact]
    public async Task RemoveAsync_of_a_missing_file_is_no_error()
    {
        TestFile file = await SaveAsync(FileKind.Pack, 10, 1);
        await Backend.RemoveAsync(file.Handle, Cancel);
        await Backend.RemoveAsync(file.Handle, Cancel);
        await Backend.RemoveAsync(TestFile.Create(FileKind.Pack, 1, 77).Handle, Cancel);
        Assert.Null(await Backend.StatAsync(file.Handle, Cancel));
    }

    [Fact]
    public async Task Calls_with_a_cancelled_token_change_nothing()
    {
        TestFile kept = await SaveAsync(FileKind.Pack, 10, 1);
        TestFile other = TestFile.Create(FileKind.Pack, 10, 2);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.SaveAsync(other.Handle, other.Sequence, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.RemoveAsync(kept.Handle, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.LoadAsync(kept.Handle, 0, new byte[10], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.LoadAllAsync(kept.Handle, 10, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backend.StatAsync(kept.Handle, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StoredFile _ in Backend.ListAsync(FileKind.Pack, cancelled))
            {
            }
        });
        Assert.Equal([new StoredFile(kept.Handle, 10)], await ListAsync(FileKind.Pack));
    }

    [Fact]
    public async Task Calls_at_the_same_time_do_not_disturb_each_other()
    {
        TestFile[] files = [.. Enumerable.Range(0, 24).Select(seed => TestFile.Create(FileKind.Pack, 20_000 + seed, seed))];
        await Task.WhenAll(files.Select(file => Backend.SaveAsync(file.Handle, file.Sequence, Cancel)));
        byte[][] loaded = await Task.WhenAll(files.Select(file => Backend.LoadAllAsync(file.Handle, 100_000, Cancel)));
        Assert.Equal(files.Select(file => file.Content), loaded);
        Assert.Equal(24, (await ListAsync(FileKind.Pack)).Count);
    }

    [Fact]
    public async Task Saves_of_the_same_file_at_the_same_time_leave_it_whole()
    {
        TestFile file = TestFile.Create(FileKind.Pack, 50_000, 1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SaveOrFailTransientlyAsync(file)));
        await Backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        Assert.Equal(file.Content, await Backend.LoadAllAsync(file.Handle, 50_000, Cancel));
        Assert.Single(await ListAsync(FileKind.Pack));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde/")]
    public async Task A_name_that_is_no_hash_is_refused(string name)
    {
        var file = new FileHandle(FileKind.Pack, name);
        await Assert.ThrowsAsync<ArgumentException>(() => Backend.SaveAsync(file, new ReadOnlySequence<byte>(new byte[1]), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Backend.RemoveAsync(file, Cancel));
    }

    /// <summary>A storage may turn down one of several writers of the same file (some servers answer 409 or 500), but only for the moment.</summary>
    private async Task SaveOrFailTransientlyAsync(TestFile file)
    {
        try
        {
            await Backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        }
        catch (BackendException exception) when (exception.IsTransient)
        {
        }
    }

    /// <summary>Saves a new file.</summary>
    protected async Task<TestFile> SaveAsync(FileKind kind, int size, int seed)
    {
        TestFile file = TestFile.Create(kind, size, seed);
        await Backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        return file;
    }

    /// <summary>Lists a kind.</summary>
    protected async Task<IReadOnlyList<StoredFile>> ListAsync(FileKind kind)
    {
        var files = new List<StoredFile>();
        await foreach (StoredFile file in Backend.ListAsync(kind, Cancel))
        {
            files.Add(file);
        }

        return files;
    }

    private static async Task AssertFailsAsync(BackendErrorKind kind, Task task)
    {
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => task);
        Assert.Equal(kind, exception.Kind);
    }
}
