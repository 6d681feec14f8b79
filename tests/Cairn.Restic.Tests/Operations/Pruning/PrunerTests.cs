using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Operations;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Operations.Pruning;

public sealed class PrunerTests
{
    private static readonly UnusedLimit Nothing = new(0, 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_frees_what_forgotten_snapshots_used_and_keeps_the_rest()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 8);
        foreach ((ResticSnapshotId id, _) in snapshots.Where((_, i) => i % 2 == 0))
        {
            await backend.RemoveAsync(id.File, Token);
        }

        long before = PackBytes(backend);
        PruneFigures figures = await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing });

        Assert.True(figures.RepackedPacks > 0 && figures.FreedByRepacking > 0);
        Assert.Equal(4, figures.Snapshots);
        Assert.Equal(0, figures.RemainingUnusedSize);
        Assert.InRange(PackBytes(backend), before - figures.TotalFreed - 2000, before - figures.TotalFreed + 2000);
        await MustHoldAsync(backend, snapshots.Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public async Task RunAsync_a_second_time_finds_nothing_to_do()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 4);
        await backend.RemoveAsync(snapshots[0].Id.File, Token);
        await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing });
        HashSet<FileHandle> files = [.. backend.Files.Keys];
        PruneFigures again = await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing });

        Assert.Equal((0, 0, 0, 0L), (again.RepackedPacks, again.DeletedPacks, again.UnreferencedPacks, again.UnusedBlobs));
        Assert.Equal(files, [.. backend.Files.Keys]);
    }

    [Fact]
    public async Task RunAsync_without_snapshots_empties_the_repository()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        foreach ((ResticSnapshotId id, _) in await ChangingBackupsAsync(backend, count: 2))
        {
            await backend.RemoveAsync(id.File, Token);
        }

        PruneFigures figures = await PruneAsync(backend, new PruneOptions());
        Assert.Equal(0, figures.UsedBlobs);
        Assert.DoesNotContain(backend.Files.Keys, file => file.Kind is FileKind.Pack or FileKind.Index or FileKind.Lock);
    }

    [Fact]
    public async Task RunAsync_dry_changes_nothing_and_gives_the_figures_of_the_real_run()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 5);
        await backend.RemoveAsync(snapshots[1].Id.File, Token);
        await backend.RemoveAsync(snapshots[2].Id.File, Token);
        HashSet<FileHandle> files = [.. backend.Files.Keys];
        PruneFigures dry = await PruneAsync(backend, new PruneOptions { DryRun = true });

        Assert.Equal(files, [.. backend.Files.Keys]);
        Assert.Equal(dry, await PruneAsync(backend, new PruneOptions()));
    }

    [Fact]
    public async Task RunAsync_rewrites_no_more_than_it_may()
    {
        (MemoryBackend backend, List<(ResticSnapshotId Id, string Hash)> snapshots, PruneFigures unlimited) = await PartlyUsedAsync();
        long limit = unlimited.RepackedSize + unlimited.FreedByRepacking - 1;
        PruneFigures limited = await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing, MaxRepackSize = limit });

        Assert.InRange(limited.RepackedSize + limited.FreedByRepacking, 0, limit);
        Assert.True(unlimited.RepackedPacks > limited.RepackedPacks);
        await MustHoldAsync(backend, snapshots.Skip(1));
    }

    [Fact]
    public async Task RunAsync_keeps_one_copy_of_what_was_stored_twice()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(6_000_000, 9);

        // The second backup does not see the first one's index.
        ResticSnapshotId first = await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        Dictionary<FileHandle, byte[]> index = backend.Files.Where(file => file.Key.Kind == FileKind.Index).ToDictionary();
        foreach (FileHandle file in index.Keys)
        {
            await backend.RemoveAsync(file, Token);
        }

        ResticSnapshotId second = await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        foreach ((FileHandle file, byte[] content) in index)
        {
            await backend.SaveAsync(file, new System.Buffers.ReadOnlySequence<byte>(content), Token);
        }

        PruneFigures figures = await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing });
        Assert.True(figures.DuplicateSize > 6_000_000);
        Assert.InRange(PackBytes(backend), 6_000_000, 6_100_000);
        string hash = Convert.ToHexStringLower(SHA256.HashData(data));
        await MustHoldAsync(backend, [(first, hash), (second, hash)]);
    }

    [Fact]
    public async Task RunAsync_spares_what_a_backup_used_while_it_was_preparing()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(9_000_000, 11);
        ResticSnapshotId forgotten = await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        List<(ResticSnapshotId Id, string Hash)> kept = await ChangingBackupsAsync(backend, count: 2);
        await backend.RemoveAsync(forgotten.File, Token);
        ResticSnapshotId? fresh = null;
        await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing }, stage =>
        {
            // All its data is known to the repository, so this backup stores nothing but a tree.
            fresh ??= stage == PruneStage.Waiting ? TestRepository.BackUpAsync(backend, new MemoryStream(data), Token).GetAwaiter().GetResult() : null;
        });

        Assert.NotNull(fresh);
        await MustHoldAsync(backend, [.. kept, (fresh.Value, Convert.ToHexStringLower(SHA256.HashData(data)))]);
    }

    [Fact]
    public async Task RunAsync_begins_anew_when_another_prune_was_quicker()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 4);
        await backend.RemoveAsync(snapshots[0].Id.File, Token);
        List<PruneStage> stages = [];
        await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing }, stage =>
        {
            stages.Add(stage);
            if (stages.Count(s => s == PruneStage.Waiting) == 1 && stage == PruneStage.Waiting)
            {
                PruneAsync(backend, new PruneOptions { MaxUnused = Nothing }).GetAwaiter().GetResult();
            }
        });

        Assert.Equal(2, stages.Count(stage => stage == PruneStage.Marking));
        await MustHoldAsync(backend, snapshots.Skip(1));
    }

    [Theory]
    [InlineData(FileKind.Pack)]
    [InlineData(FileKind.Index)]
    public async Task RunAsync_deletes_nothing_when_something_needed_is_missing(FileKind kind)
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 3);
        await backend.RemoveAsync(snapshots[0].Id.File, Token);
        await backend.RemoveAsync(backend.Files.Where(file => file.Key.Kind == kind).MaxBy(file => file.Value.Length).Key, Token);
        HashSet<FileHandle> files = [.. backend.Files.Keys];
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => PruneAsync(backend, new PruneOptions()));

        Assert.Equal(RepositoryErrorKind.Damaged, failure.Kind);
        Assert.StartsWith("Nothing was pruned", failure.Message, StringComparison.Ordinal);
        Assert.Equal(files, [.. backend.Files.Keys]);
    }

    [Fact]
    public async Task RunAsync_deletes_nothing_when_a_blob_to_be_moved_is_damaged()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 3);
        await backend.RemoveAsync(snapshots[0].Id.File, Token);
        foreach (byte[] pack in backend.Files.Where(file => file.Key.Kind == FileKind.Pack).Select(file => file.Value))
        {
            pack.AsSpan(0, pack.Length / 2).Reverse();
        }

        HashSet<FileHandle> packs = [.. backend.Files.Keys.Where(file => file.Kind == FileKind.Pack)];
        await Assert.ThrowsAsync<RepositoryException>(() => PruneAsync(backend, new PruneOptions { MaxUnused = Nothing }));
        Assert.Subset(backend.Files.Keys.ToHashSet(), packs);
    }

    [Theory]
    [InlineData("5%", 0)]
    [InlineData("unlimited", 0)]
    [InlineData("0", 1)]
    public async Task RunAsync_leaves_as_much_unused_as_allowed(string maxUnused, int minRepacked)
    {
        Assert.True(UnusedLimit.TryParse(maxUnused, out UnusedLimit limit));
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 3, changed: 100_000);
        await backend.RemoveAsync(snapshots[0].Id.File, Token);
        PruneFigures figures = await PruneAsync(backend, new PruneOptions { MaxUnused = limit });

        Assert.InRange(figures.RemainingUnusedSize, 0, limit.For(figures.UsedSize));
        Assert.True(figures.RepackedPacks >= minRepacked);
        await MustHoldAsync(backend, snapshots.Skip(1));
    }

    [Theory]
    [InlineData("5%", 100, 5)]
    [InlineData("0", 100, 0)]
    [InlineData("2K", 100, 2048)]
    [InlineData("3MiB", 100, 3 * 1024 * 1024)]
    [InlineData("50%", 100, 100)]
    public void UnusedLimit_reads_what_restic_reads(string text, long used, long allowed)
    {
        Assert.True(UnusedLimit.TryParse(text, out UnusedLimit limit));
        Assert.Equal(allowed, limit.For(used));
    }

    [Theory]
    [InlineData("")]
    [InlineData("100%")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("9999999999T")]
    public void UnusedLimit_refuses_what_it_cannot_read(string text) => Assert.False(UnusedLimit.TryParse(text, out _));

    private static long PackBytes(MemoryBackend backend) =>
        backend.Files.Where(file => file.Key.Kind == FileKind.Pack).Sum(file => (long)file.Value.Length);

    private static async Task<PruneFigures> PruneAsync(IBackend backend, PruneOptions options, Action<PruneStage>? onStage = null)
    {
        await using ResticRepository repository =
            await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        return await new Pruner(repository, TestRepository.Lock) { OnStage = onStage }.RunAsync(options, new TransferProgress(), Token);
    }

    /// <summary>
    /// A repository with something to rewrite after its first snapshot went. Where a repository cuts is a matter of its own chance; now and then what
    /// becomes unused is alone in its packs, which are then deleted whole.
    /// </summary>
    private static async Task<(MemoryBackend Backend, List<(ResticSnapshotId Id, string Hash)> Snapshots, PruneFigures Unlimited)> PartlyUsedAsync()
    {
        for (int i = 0; i < 20; i++)
        {
            MemoryBackend backend = await TestRepository.CreateAsync(Token);
            List<(ResticSnapshotId Id, string Hash)> snapshots = await ChangingBackupsAsync(backend, count: 6);
            await backend.RemoveAsync(snapshots[0].Id.File, Token);
            PruneFigures unlimited = await PruneAsync(backend, new PruneOptions { MaxUnused = Nothing, DryRun = true });
            if (unlimited.RepackedPacks > 0)
            {
                return (backend, snapshots, unlimited);
            }
        }

        throw new InvalidOperationException("None of 20 repositories has a pack that is used in part.");
    }

    private static async Task<List<(ResticSnapshotId Id, string Hash)>> ChangingBackupsAsync(IBackend backend, int count, int changed = 3_000_000)
    {
        byte[] data = TestRepository.RandomBytes(10_000_000, 1);
        List<(ResticSnapshotId Id, string Hash)> snapshots = [];
        for (int i = 0; i < count; i++)
        {
            TestRepository.RandomBytes(changed, 100 + i).CopyTo(data, (i * 1_700_000) % (data.Length - changed));
            snapshots.Add((await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token), Convert.ToHexStringLower(SHA256.HashData(data))));
        }

        return snapshots;
    }

    private static async Task MustHoldAsync(IBackend backend, IEnumerable<(ResticSnapshotId Id, string Hash)> snapshots)
    {
        foreach ((ResticSnapshotId id, string hash) in snapshots)
        {
            Assert.Equal(hash, await TestRepository.HashOfAsync(backend, id.ToString(), Token));
        }

        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.Empty(check.Findings);
        Assert.Equal(snapshots.Count(), check.Snapshots);
    }
}
