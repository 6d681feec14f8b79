using System.Security.Cryptography;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations.Repairing;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Operations.Repairing;

public sealed class RepairTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Index_that_was_lost_is_made_from_the_packs(bool damagedInstead)
    {
        (MemoryBackend backend, string hash) = await MakeAsync();
        foreach (FileHandle file in Of(backend, FileKind.Index))
        {
            backend.Files[file] = [.. backend.Files[file].Reverse()];
            if (!damagedInstead)
            {
                await backend.RemoveAsync(file, Token);
            }
        }

        Assert.False((await TestRepository.CheckAsync(backend, Token)).IsSound);
        IndexRepairResult result = await RepairIndexAsync(backend, dryRun: false);

        Assert.Equal(Of(backend, FileKind.Pack).Count, result.ReadPacks);
        Assert.Equal(damagedInstead ? 2 : 0, result.Problems.Count);
        Assert.Empty((await TestRepository.CheckAsync(backend, Token)).Findings);
        Assert.Equal(hash, await TestRepository.HashOfAsync(backend, "latest", Token));
    }

    [Fact]
    public async Task Index_repair_of_a_sound_repository_changes_nothing()
    {
        (MemoryBackend backend, _) = await MakeAsync();
        List<FileHandle> before = Of(backend, FileKind.Index);
        IndexRepairResult result = await RepairIndexAsync(backend, dryRun: false);

        Assert.Equal((0, 0), (result.ReadPacks, result.MissingPacks));
        Assert.Equal(before, Of(backend, FileKind.Index));
    }

    [Fact]
    public async Task Index_repair_dry_run_changes_nothing()
    {
        (MemoryBackend backend, _) = await MakeAsync();
        await backend.RemoveAsync(Of(backend, FileKind.Index)[0], Token);
        HashSet<FileHandle> before = [.. backend.Files.Keys];
        IndexRepairResult result = await RepairIndexAsync(backend, dryRun: true);

        Assert.True(result.ReadPacks > 0);
        Assert.Equal(before, backend.Files.Keys.ToHashSet());
    }

    [Fact]
    public async Task Snapshots_that_lost_a_pack_keep_the_rest_under_another_name()
    {
        (MemoryBackend backend, _) = await MakeAsync();
        ResticSnapshotId sound = await TestRepository.BackUpAsync(backend, new MemoryStream(TestRepository.RandomBytes(600_000, 77)), Token);
        FileHandle lost = backend.Files.Where(file => file.Key.Kind == FileKind.Pack).MaxBy(file => file.Value.Length).Key;
        await backend.RemoveAsync(lost, Token);
        IndexRepairResult index = await RepairIndexAsync(backend, dryRun: false);
        IReadOnlyList<SnapshotRepairResult> dry = await RepairSnapshotsAsync(backend, forget: true, dryRun: true);
        int snapshots = Of(backend, FileKind.Snapshot).Count;
        IReadOnlyList<SnapshotRepairResult> repaired = await RepairSnapshotsAsync(backend, forget: true, dryRun: false);

        Assert.Equal(1, index.MissingPacks);
        Assert.Equal(3, snapshots);
        Assert.Equal(dry.Select(result => result.Id), repaired.Select(result => result.Id));
        Assert.DoesNotContain(repaired, result => result.Id == sound || result.Repaired is null);
        Assert.Empty((await TestRepository.CheckAsync(backend, Token)).Findings);
        Assert.NotNull(await TestRepository.HashOfAsync(backend, repaired[0].Repaired!.Value.ToString(), Token, "dumpfile.sql.damaged"));
        await Assert.ThrowsAsync<RepositoryException>(() => TestRepository.HashOfAsync(backend, repaired[0].Repaired!.Value.ToString(), Token));
    }

    [Fact]
    public async Task Password_change_leaves_one_key_that_opens()
    {
        (MemoryBackend backend, string hash) = await MakeAsync();
        await using (ResticRepository repository = await OpenAsync(backend))
        {
            await repository.Keys.ChangePasswordAsync("another", Token);
        }

        Assert.Single(Of(backend, FileKind.Key));
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => TestRepository.HashOfAsync(backend, "latest", Token));
        Assert.Equal(RepositoryErrorKind.WrongPassword, failure.Kind);
        await using ResticRepository changed = await ResticRepository.OpenAsync(backend, "another", TestRepository.Settings, Token);
        await changed.Keys.ChangePasswordAsync(TestRepository.Password, Token);
        Assert.Equal(hash, await TestRepository.HashOfAsync(backend, "latest", Token));
    }

    private static List<FileHandle> Of(MemoryBackend backend, FileKind kind) =>
        [.. backend.Files.Keys.Where(file => file.Kind == kind).OrderBy(file => file.Name, StringComparer.Ordinal)];

    [Theory]
    [InlineData(FileKind.Pack, BackendOperation.Load)]
    [InlineData(FileKind.Index, BackendOperation.Load)]
    public async Task Index_repair_gives_nothing_up_because_the_storage_fails_at_the_moment(FileKind kind, BackendOperation operation)
    {
        (MemoryBackend memory, _) = await MakeAsync();
        await memory.RemoveAsync(Of(memory, FileKind.Index)[0], Token);
        HashSet<FileHandle> before = [.. memory.Files.Keys];
        FaultyBackend backend = new(memory);
        backend.Add(new BackendFault(operation) { Kind = kind, Error = BackendErrorKind.Permanent });
        await Assert.ThrowsAsync<BackendException>(() => RepairIndexAsync(backend, dryRun: false));
        Assert.Equal(before, memory.Files.Keys.ToHashSet());
    }

    [Fact]
    public async Task Index_repair_looks_twice_at_a_header_that_was_damaged_on_its_way()
    {
        (MemoryBackend memory, string hash) = await MakeAsync();
        await memory.RemoveAsync(Of(memory, FileKind.Index)[0], Token);
        FaultyBackend backend = new(memory);
        backend.Add(new BackendFault(BackendOperation.Load) { Kind = FileKind.Pack, Truncate = 10 });
        Assert.Empty((await RepairIndexAsync(backend, dryRun: false)).Problems);
        Assert.Equal(hash, await TestRepository.HashOfAsync(memory, "latest", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Snapshots_repair_forgets_nothing_because_the_storage_fails_at_the_moment(bool damagedOnTheWay)
    {
        (MemoryBackend memory, string hash) = await MakeAsync();
        List<FileHandle> before = Of(memory, FileKind.Snapshot);
        FaultyBackend backend = new(memory);
        BackendFault fault = new(BackendOperation.Load) { Kind = FileKind.Pack };
        backend.Add(damagedOnTheWay ? fault with { Truncate = 5 } : fault with { Error = BackendErrorKind.AccessDenied });
        Exception? failure = await Record.ExceptionAsync(() => RepairSnapshotsAsync(backend, forget: true, dryRun: false));
        Assert.Equal(damagedOnTheWay, failure is null);
        Assert.Equal(before, Of(memory, FileKind.Snapshot));
        Assert.Equal(hash, await TestRepository.HashOfAsync(memory, "latest", Token));
    }

    private static async Task<(MemoryBackend Backend, string Hash)> MakeAsync()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(14_000_000, 1);
        await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        data[5_000_000]++;
        await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        return (backend, Convert.ToHexStringLower(SHA256.HashData(data)));
    }

    private static Task<ResticRepository> OpenAsync(IBackend backend) =>
        ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);

    private static async Task<IndexRepairResult> RepairIndexAsync(IBackend backend, bool dryRun)
    {
        await using ResticRepository repository = await OpenAsync(backend);
        return await new IndexRepair(repository, TestRepository.Lock).RunAsync(readAllPacks: false, dryRun, Token);
    }

    private static async Task<IReadOnlyList<SnapshotRepairResult>> RepairSnapshotsAsync(IBackend backend, bool forget, bool dryRun)
    {
        await using ResticRepository repository = await OpenAsync(backend);
        await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
        await repository.LoadIndexAsync(Token);
        return await new SnapshotRepair(repository, repositoryLock)
            .RunAsync(await repository.Snapshots.ListAsync(Token), forget, dryRun, Token);
    }
}
