using System.Security.Cryptography;
using Cairn.Storage.Caching;
using Cairn.Testing;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Storage.Tests.Caching;

public sealed class CachingBackendTests : IDisposable
{
    private const int Size = 10_000;

    private readonly TempDirectory _directory = new();
    private readonly MemoryBackend _storage = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(FileKind.Index)]
    [InlineData(FileKind.Snapshot)]
    public async Task A_file_that_was_read_once_is_read_from_this_machine_afterwards(FileKind kind)
    {
        TestFile file = await StoreAsync(kind, 1);
        CachingBackend backend = Open();
        Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
        _storage.Files.Clear();
        Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
        byte[] destination = new byte[Size];
        await Open().LoadAsync(file.Handle, 0, destination, Cancel);
        Assert.Equal(file.Content, destination);
    }

    [Theory]
    [InlineData(FileKind.Config)]
    [InlineData(FileKind.Key)]
    [InlineData(FileKind.Lock)]
    [InlineData(FileKind.Pack)]
    public async Task What_may_change_or_is_large_is_never_kept(FileKind kind)
    {
        TestFile file = await StoreAsync(kind, 1);
        CachingBackend backend = Open();
        await backend.LoadAllAsync(file.Handle, Size, Cancel);
        await backend.LoadAsync(file.Handle, 0, new byte[Size], Cancel);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task What_is_saved_is_not_kept_so_that_reading_it_back_reaches_the_storage()
    {
        CachingBackend backend = Open();
        TestFile file = TestFile.Create(FileKind.Snapshot, Size, 1);
        await backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        Assert.Empty(Kept());
        _storage.Files.Clear();
        await Assert.ThrowsAsync<BackendException>(() => backend.LoadAllAsync(file.Handle, Size, Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Size - 1)]
    [InlineData(Size + 31)]
    public async Task A_damaged_copy_is_replaced_by_what_the_storage_has(int damagedByte)
    {
        TestFile file = await StoreAsync(FileKind.Index, 1);
        CachingBackend backend = Open();
        await backend.LoadAllAsync(file.Handle, Size, Cancel);
        byte[] copy = await File.ReadAllBytesAsync(Kept().Single(), Cancel);
        copy[damagedByte] ^= 1;
        await File.WriteAllBytesAsync(Kept().Single(), copy, Cancel);
        Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
        copy[damagedByte] ^= 1;
        Assert.Equal(copy, await File.ReadAllBytesAsync(Kept().Single(), Cancel));
    }

    [Fact]
    public async Task A_copy_with_a_good_checksum_but_of_another_file_is_not_used()
    {
        TestFile file = await StoreAsync(FileKind.Index, 1);
        CachingBackend backend = Open();
        await backend.LoadAllAsync(file.Handle, Size, Cancel);
        byte[] other = new byte[Size];
        await File.WriteAllBytesAsync(Kept().Single(), [.. other, .. SHA256.HashData(other)], Cancel);
        Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
    }

    [Fact]
    public async Task Bytes_that_do_not_have_the_files_name_are_handed_on_but_not_kept()
    {
        TestFile file = await StoreAsync(FileKind.Index, 1);
        _storage.Files[file.Handle][5] ^= 1;
        CachingBackend backend = Open();
        await backend.LoadAllAsync(file.Handle, Size, Cancel);
        await backend.LoadAsync(file.Handle, 0, new byte[Size], Cancel);
        await backend.LoadAsync(file.Handle, 0, new byte[100], Cancel);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_listing_removes_copies_of_what_is_gone()
    {
        TestFile kept = await StoreAsync(FileKind.Index, 1);
        TestFile gone = await StoreAsync(FileKind.Index, 2);
        TestFile pack = await StoreAsync(FileKind.Pack, 3);
        CachingBackend backend = Open();
        await backend.LoadAllAsync(kept.Handle, Size, Cancel);
        await backend.LoadAllAsync(gone.Handle, Size, Cancel);
        await backend.KeepAsync(pack.Handle, 100, pack.Content.AsMemory(100, 50), Cancel);
        _storage.Files.Remove(gone.Handle);
        _storage.Files.Remove(pack.Handle);
        await foreach (StoredFile _ in backend.ListAsync(FileKind.Index, Cancel))
        {
        }

        Assert.Equal(2, Kept().Length);
        await foreach (StoredFile _ in backend.ListAsync(FileKind.Pack, Cancel))
        {
        }

        Assert.EndsWith(kept.Handle.Name, Assert.Single(Kept()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_packs_are_kept_by_place_until_they_are_forgotten()
    {
        TestFile pack = TestFile.Create(FileKind.Pack, Size, 1);
        CachingBackend backend = Open();
        await backend.KeepAsync(pack.Handle, 100, pack.Content.AsMemory(100, 50), Cancel);
        byte[] part = new byte[50];
        Assert.True(await Open().TryReadAsync(pack.Handle, 100, part, Cancel));
        Assert.Equal(pack.Content[100..150], part);
        Assert.False(await backend.TryReadAsync(pack.Handle, 101, part, Cancel));
        Assert.False(await backend.TryReadAsync(pack.Handle, 100, part.AsMemory(1), Cancel));
        await backend.ForgetAsync(pack.Handle, 100, 50, Cancel);
        Assert.False(await backend.TryReadAsync(pack.Handle, 100, part, Cancel));
    }

    [Fact]
    public async Task The_limit_evicts_what_was_not_used_for_the_longest_time()
    {
        var settings = new CacheSettings { Directory = _directory["cache"], MaxBytes = 40 * 12_288 };
        CachingBackend backend = Open(settings);
        TestFile[] files = [.. Enumerable.Range(0, 120).Select(seed => TestFile.Create(FileKind.Index, Size, seed))];
        foreach (TestFile file in files)
        {
            await _storage.SaveAsync(file.Handle, file.Sequence, Cancel);
            await backend.LoadAllAsync(file.Handle, Size, Cancel);
            _time.Advance(TimeSpan.FromHours(2));
            await backend.LoadAllAsync(files[0].Handle, Size, Cancel);
            Assert.True(Kept().Length <= 40 + 4, $"{Kept().Length} files are kept.");
        }

        Assert.Contains(Kept(), path => path.EndsWith(files[0].Handle.Name, StringComparison.Ordinal));
        Assert.Contains(Kept(), path => path.EndsWith(files[^1].Handle.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(Kept(), path => path.EndsWith(files[1].Handle.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_leaves_alone_what_is_not_the_caches_and_removes_old_leftovers()
    {
        string stranger = Directory.CreateDirectory(_directory["cache/photos"]).FullName;
        await File.WriteAllBytesAsync(Path.Combine(stranger, "large"), new byte[100_000], Cancel);
        var settings = new CacheSettings { Directory = _directory["cache"], MaxBytes = 20_000 * 16 };
        TestFile file = await StoreAsync(FileKind.Index, 1);
        await Open(settings).LoadAllAsync(file.Handle, Size, Cancel);
        string leftover = $"{Kept().Single()}-tmp-{Guid.NewGuid():N}";
        await File.WriteAllBytesAsync(leftover, new byte[10], Cancel);
        File.SetLastWriteTimeUtc(leftover, _time.GetUtcNow().UtcDateTime);
        TestFile next = await StoreAsync(FileKind.Index, 2);
        await Open(settings).LoadAllAsync(next.Handle, Size, Cancel);
        Assert.True(File.Exists(leftover));
        _time.Advance(TimeSpan.FromHours(2));
        TestFile last = await StoreAsync(FileKind.Index, 3);
        await Open(settings).LoadAllAsync(last.Handle, Size, Cancel);
        Assert.False(File.Exists(leftover));
        Assert.True(File.Exists(Path.Combine(stranger, "large")));
    }

    [Fact]
    public async Task Old_caches_are_removed_only_where_that_was_asked_for()
    {
        TestFile file = await StoreAsync(FileKind.Index, 1);
        await Open().LoadAllAsync(file.Handle, Size, Cancel);
        _time.Advance(TimeSpan.FromDays(31));
        Open();
        Assert.Single(Kept());
        Open(new CacheSettings { Directory = _directory["cache"], RemovesOld = true });
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_cache_that_is_deleted_while_it_is_used_is_made_again()
    {
        CachingBackend backend = Open();
        for (int seed = 0; seed < 20; seed++)
        {
            TestFile file = await StoreAsync(FileKind.Index, seed);
            await backend.LoadAllAsync(file.Handle, Size, Cancel);
            Directory.Delete(_directory["cache"], recursive: true);
            Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
            Assert.Single(Kept());
        }
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_changes_nothing()
    {
        await File.WriteAllTextAsync(_directory["cache"], "a file where the directory should be", Cancel);
        CachingBackend backend = Open();
        for (int seed = 0; seed < 5; seed++)
        {
            TestFile file = await StoreAsync(FileKind.Index, seed);
            Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
        }

        Assert.Equal("a file where the directory should be", await File.ReadAllTextAsync(_directory["cache"], Cancel));
    }

    /// <summary>Several users of one cache, as processes are: each has a wrapper of its own, and one of them deletes everything now and then.</summary>
    [Fact]
    public async Task Several_users_and_one_who_deletes_do_not_disturb_each_other()
    {
        TestFile[] files = await Task.WhenAll(Enumerable.Range(0, 12).Select(seed => StoreAsync(FileKind.Index, seed)));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(user => Task.Run(async () =>
        {
            CachingBackend backend = Open(new CacheSettings { Directory = _directory["cache"], MaxBytes = 16 * 12_288 });
            for (int round = 0; round < 40; round++)
            {
                TestFile file = files[((user * 7) + round) % files.Length];
                Assert.Equal(file.Content, await backend.LoadAllAsync(file.Handle, Size, Cancel));
                if (user == 0 && round % 5 == 0)
                {
                    DeleteQuietly(_directory["cache"]);
                }
            }
        })));
        Assert.Equal(12, _storage.Files.Count);
    }

    [Theory]
    [InlineData("/r", "/x", "/h", "/r/cairn")]
    [InlineData("", "/x", "/h", "/x/cairn")]
    [InlineData("", "relative", "/h", "/h/.cache/cairn")]
    [InlineData("", "", "", null)]
    public void FindDirectory_follows_the_environment(string restic, string xdg, string home, string? expected) => Assert.Equal(
        expected,
        CacheSettings.FindDirectory(name => name switch { "RESTIC_CACHE_DIR" => restic, "XDG_CACHE_HOME" => xdg, "HOME" => home, _ => null }));

    private CachingBackend Open(CacheSettings? settings = null) =>
        new(_storage, settings ?? new CacheSettings { Directory = _directory["cache"] }, _time);

    private async Task<TestFile> StoreAsync(FileKind kind, int seed)
    {
        TestFile file = TestFile.Create(kind, Size, seed);
        await _storage.SaveAsync(file.Handle, file.Sequence, Cancel);
        return file;
    }

    private string[] Kept() => !Directory.Exists(_directory["cache"]) ? [] :
    [
        .. Directory.GetFiles(_directory["cache"], "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "CACHEDIR.TAG" && !path.Contains("-tmp-", StringComparison.Ordinal)
                && !path.Contains("photos", StringComparison.Ordinal)),
    ];

    private static void DeleteQuietly(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // Somebody was writing just then; that is the point.
        }
    }
}
