using System.Security.Cryptography;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Storage.Caching;
using Cairn.Testing;

namespace Cairn.Restic.Tests;

/// <summary>What the engine does with a cache: trees come from it, what is verified does not, and damage does not matter.</summary>
public sealed class CachedRepositoryTests : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Trees => Path.Combine(Directory.GetDirectories(_directory["cache"]).Single(), "data");

    public async ValueTask InitializeAsync()
    {
        await using (ResticRepository _ = await ResticRepository.InitAsync(Open(), TestRepository.Password, TestRepository.Settings, Token))
        {
        }

        await TestRepository.BackUpAsync(Open(), new MemoryStream(TestRepository.RandomBytes(1_000_000, 1)), Token);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Trees_are_read_from_the_cache_the_second_time()
    {
        string[] first = await ListAsync();
        Directory.Delete(_directory["repository/data"], recursive: true);
        Assert.Equal(["/dumpfile.sql"], first);
        Assert.Equal(first, await ListAsync());
    }

    [Fact]
    public async Task A_tree_whose_copy_is_of_something_else_is_read_from_the_storage_and_kept_anew()
    {
        string[] first = await ListAsync();
        string copy = Directory.GetFiles(Trees, "*", SearchOption.AllDirectories).Single();
        byte[] good = await File.ReadAllBytesAsync(copy, Token);
        byte[] other = TestRepository.RandomBytes(good.Length - SHA256.HashSizeInBytes, 2);
        await File.WriteAllBytesAsync(copy, [.. other, .. SHA256.HashData(other)], Token);
        Assert.Equal(first, await ListAsync());
        Assert.Equal(good, await File.ReadAllBytesAsync(copy, Token));
    }

    [Fact]
    public void A_backup_keeps_no_tree_that_it_only_wrote_or_read_back() =>
        Assert.False(Directory.Exists(Trees), "The backup has kept the tree that it wrote.");

    private IBackend Open() => BackendFactory.Open(
        RepositoryLocation.OfDirectory(_directory["repository"]),
        new BackendSettings { Cache = new CacheSettings { Directory = _directory["cache"], CachesDirectories = true } },
        null,
        TimeProvider.System);

    private async Task<string[]> ListAsync()
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(Open(), TestRepository.Password, TestRepository.Settings, Token);
        (ResticSnapshotId id, SnapshotFile file) = await repository.Snapshots.FindAsync("latest", Token);
        await repository.LoadIndexAsync(Token);
        return [.. await new SnapshotReader(repository).WalkAsync(id, file, Token).Select(entry => entry.Path).ToListAsync(Token)];
    }
}
