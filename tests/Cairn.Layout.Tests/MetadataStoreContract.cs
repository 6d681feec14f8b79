using System.Buffers;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Storage;
using Cairn.Storage.Objects;

namespace Cairn.Layout.Tests;

/// <summary>What the plain files of a storage do, whatever the storage.</summary>
public abstract class MetadataStoreContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A storage that exists, below a prefix that has nothing in it yet.</summary>
    internal abstract Task<StorageAccess> OpenAsync();

    [Fact]
    public async Task FindBackendAsync_storage_that_was_not_initialised_is_null()
    {
        await using MetadataStore store = await StartAsync();

        Assert.Null(await store.FindBackendAsync(Stop));
        Assert.Null(await store.FindRepositoryAsync("/postgres", Stop));
        Assert.Empty(await store.ListSnapshotsAsync("/postgres", Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task SaveRepositoryAsync_is_found_where_its_path_says()
    {
        await using MetadataStore store = await StartAsync();
        await store.SaveBackendAsync(new BackendMetadata { Repositories = [new StoredRepository { Name = "r" }] }, Stop);
        await store.SaveRepositoryAsync(Repository("/postgres"), Stop);

        Assert.Equal("r", (await store.FindRepositoryAsync("postgres", Stop))?.Metadata.Name);
        Assert.Equal("r", Assert.Single((await store.FindBackendAsync(Stop))!.Repositories).Name);
        Assert.Equal(["postgres"], await store.FindRepositoryDirectoriesAsync(Stop));

        await store.RemoveRepositoryFileAsync("/postgres", Stop);
        Assert.Null(await store.FindRepositoryAsync("/postgres", Stop));
    }

    [Fact]
    public async Task ListSnapshotsAsync_reads_all_files_and_reports_those_that_cannot_be_read()
    {
        StorageAccess access = await OpenAsync();
        await using MetadataStore store = access.OpenMetadata(null, TimeProvider.System);
        await store.CreateAsync(Stop);
        await store.SaveSnapshotAsync("/postgres", Snapshot("one"), Stop);
        await store.SaveSnapshotAsync("/postgres", Snapshot("two"), Stop);
        await SaveRawAsync(access, "postgres/snapshots/strange", "kind: Snapshot\nmetadata: {name: three}\n"u8.ToArray());
        await SaveRawAsync(access, "postgres/snapshots/broken.yaml", "a: ["u8.ToArray());

        List<StoredSnapshot> found = await store.ListSnapshotsAsync("postgres", Stop).ToListAsync(Stop);

        Assert.Equal(["one", "three", "two"], found.Where(item => item.Snapshot is not null).Select(item => item.Snapshot!.Metadata.Name).Order());
        StoredSnapshot broken = Assert.Single(found, item => item.Snapshot is null);
        Assert.Equal("postgres/snapshots/broken.yaml", broken.Path);
        Assert.Contains("broken.yaml", broken.Problem, StringComparison.Ordinal);

        await store.RemoveSnapshotFileAsync("postgres", "two", Stop);
        await store.RemoveSnapshotFileAsync("postgres", "two", Stop);
        Assert.Null(await store.FindSnapshotAsync("postgres", "two", Stop));
        Assert.NotNull(await store.FindSnapshotAsync("postgres", "one", Stop));
    }

    [Fact]
    public async Task WipeRepositoryAsync_erases_its_directory_and_nothing_else()
    {
        StorageAccess access = await OpenAsync();
        await using MetadataStore store = access.OpenMetadata(null, TimeProvider.System);
        await FillAsync(access, store);

        await store.WipeRepositoryAsync("/postgres", Stop);
        await store.WipeRepositoryAsync("/postgres", Stop);

        Assert.Equal(["postgres-2"], await store.FindRepositoryDirectoriesAsync(Stop));
        Assert.NotNull(await store.FindBackendAsync(Stop));
        await using IBackend repository = access.OpenRepository("postgres/repository/v1/daily/dump", null, TimeProvider.System);
        Assert.Null(await repository.StatAsync(FileHandle.Config, Stop));
    }

    [Fact]
    public async Task WipeAsync_erases_everything()
    {
        StorageAccess access = await OpenAsync();
        await using MetadataStore store = access.OpenMetadata(null, TimeProvider.System);
        await FillAsync(access, store);

        await store.WipeAsync(Stop);
        await store.WipeAsync(Stop);

        Assert.Empty(await store.FindRepositoryDirectoriesAsync(Stop));
        Assert.Null(await store.FindBackendAsync(Stop));
    }

    private static async Task FillAsync(StorageAccess access, MetadataStore store)
    {
        await store.CreateAsync(Stop);
        await store.SaveBackendAsync(new BackendMetadata(), Stop);
        await store.SaveRepositoryAsync(Repository("/postgres"), Stop);
        await store.SaveRepositoryAsync(Repository("/postgres-2"), Stop);
        await store.SaveSnapshotAsync("/postgres", Snapshot("one"), Stop);
        await using IBackend repository = access.OpenRepository("postgres/repository/v1/daily/dump", null, TimeProvider.System);
        await repository.CreateAsync(Stop);
        await repository.SaveAsync(FileHandle.Config, new ReadOnlySequence<byte>("x"u8.ToArray()), Stop);
    }

    private static async Task SaveRawAsync(StorageAccess access, string path, byte[] content)
    {
        await using IObjectStore store = access.OpenObjects(null, TimeProvider.System);
        await store.SaveAsync(path, new ReadOnlySequence<byte>(content), Stop);
    }

    private async Task<MetadataStore> StartAsync()
    {
        MetadataStore store = (await OpenAsync()).OpenMetadata(null, TimeProvider.System);
        await store.CreateAsync(Stop);
        return store;
    }

    private static Repository Repository(string path) => new()
    {
        Metadata = new() { Name = "r", NamespaceProperty = "demo" },
        Spec = new RepositorySpec { Path = path, StorageRef = new ObjectReference { Name = "s" } },
    };

    private static Snapshot Snapshot(string name) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = "demo" },
        Spec = new SnapshotSpec { Repository = "r", Session = "daily", Version = "v1" },
    };
}
