using System.Runtime.ExceptionServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Backends;
using CsCheck;

namespace Cairn.Restic.Tests.Operations;

/// <summary>Files that are put together from streams read at the same time, and ranges of them read back.</summary>
public sealed class FilesBackupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_stored_at_the_same_time_in_any_order_are_one_file_in_the_order_given()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[][] parts = [.. Enumerable.Range(0, 9).Select(i => TestRepository.RandomBytes(i * 700_001, i))];
        await BackUpAsync(backend, parts);
        Assert.Equal(parts.SelectMany(part => part).ToArray(), await ReadAsync(backend, 0, null));
        Assert.Empty((await TestRepository.CheckAsync(backend, Token)).Findings);
    }

    [Fact]
    public async Task Any_range_of_a_file_reads_as_these_bytes_of_it()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[][] parts = [TestRepository.RandomBytes(3, 1), TestRepository.RandomBytes(30_000_000, 2), [], TestRepository.RandomBytes(1_000_000, 3), [7]];
        byte[] whole = [.. parts.SelectMany(part => part)];
        await BackUpAsync(backend, parts);
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        FileRangeReader reader = await OpenAsync(repository);
        Assert.Equal(whole.Length, reader.Length);
        await Gen.Select(Gen.Int[0, whole.Length], Gen.OneOf(Gen.Int[0, 2_000_000], Gen.Int[0, whole.Length])).SampleAsync(async (offset, length) =>
        {
            length = Math.Min(length, whole.Length - offset);
            using MemoryStream output = new();
            TransferProgress progress = new();
            await reader.CopyToAsync(offset, length, output, progress, Token);
            Assert.True(whole.AsSpan(offset, length).SequenceEqual(output.ToArray()));
            Assert.Equal(length, progress.Bytes);
        }, iter: 40);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    public async Task Range_outside_of_the_file_is_refused(long offset, long length)
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await BackUpAsync(backend, [TestRepository.RandomBytes(10, 1)]);
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        FileRangeReader reader = await OpenAsync(repository);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.CopyToAsync(offset, length, Stream.Null, new TransferProgress(), Token));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "b/c")]
    [InlineData("a", "")]
    public async Task Names_that_make_no_directory_leave_no_snapshot(string first, string second)
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => RunAsync(
            backend, (_, _) => Task.FromResult<IReadOnlyList<BackupFile>>([new BackupFile(first, []), new BackupFile(second, [])])));
        Assert.Equal(RepositoryErrorKind.InvalidRequest, failure.Kind);
        Assert.DoesNotContain(backend.Files.Keys, file => file.Kind is FileKind.Snapshot or FileKind.Lock);
    }

    [Fact]
    public async Task Producer_that_fails_leaves_no_snapshot_and_its_failure()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(backend, async (writer, token) =>
        {
            await writer.StoreAsync(new MemoryStream(TestRepository.RandomBytes(5_000_000, 1)), token);
            throw new InvalidOperationException("producer");
        }));
        Assert.Equal("producer", failure.Message);
        Assert.DoesNotContain(backend.Files.Keys, file => file.Kind is FileKind.Snapshot or FileKind.Lock);
    }

    [Fact]
    public async Task Derived_secret_depends_on_repository_and_purpose_only()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await using ResticRepository one = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await using ResticRepository same = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await using ResticRepository other = await ResticRepository.OpenAsync(
            await TestRepository.CreateAsync(Token), TestRepository.Password, TestRepository.Settings, Token);
        Assert.Matches("^[0-9a-f]{64}$", one.Keys.DeriveSecret("x"));
        Assert.Equal(one.Keys.DeriveSecret("x"), same.Keys.DeriveSecret("x"));
        Assert.NotEqual(one.Keys.DeriveSecret("x"), one.Keys.DeriveSecret("y"));
        Assert.NotEqual(one.Keys.DeriveSecret("x"), other.Keys.DeriveSecret("x"));
    }

    private static Task BackUpAsync(IBackend backend, byte[][] parts) => RunAsync(backend, async (writer, token) =>
    {
        IEnumerable<Task<FilePart>> storing = parts.Select(part => Task.Run(() => writer.StoreAsync(new MemoryStream(part), token), token));
        return [new BackupFile("dumpfile.sql", await Task.WhenAll(storing)), new BackupFile("empty", [])];
    });

    private static async Task RunAsync(IBackend backend, Func<FilePartWriter, CancellationToken, Task<IReadOnlyList<BackupFile>>> produce)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await repository.LoadIndexAsync(Token);
        await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
        BackupDestination destination = new(repository, repositoryLock, new TransferProgress());
        BackupOutcome outcome = (await new FilesBackup([destination]).RunAsync(produce, new StreamBackupOptions(), Token))[0];
        if (outcome.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(outcome.Failure);
        }
    }

    private static async Task<FileRangeReader> OpenAsync(ResticRepository repository)
    {
        (ResticSnapshotId id, SnapshotFile file) = await repository.Snapshots.FindAsync("latest", Token);
        await repository.LoadIndexAsync(Token);
        return new FileRangeReader(repository, await new SnapshotReader(repository).FindFileAsync(id, file, "dumpfile.sql", Token));
    }

    private static async Task<byte[]> ReadAsync(IBackend backend, long offset, long? length)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        FileRangeReader reader = await OpenAsync(repository);
        using MemoryStream output = new();
        await reader.CopyToAsync(offset, length ?? reader.Length - offset, output, new TransferProgress(), Token);
        return output.ToArray();
    }
}
