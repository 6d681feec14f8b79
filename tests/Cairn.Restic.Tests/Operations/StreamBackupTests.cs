using System.Security.Cryptography;
using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Operations;

public sealed class StreamBackupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512 * 1024)]
    [InlineData((8 * 1024 * 1024) + 1)]
    [InlineData(30_000_000)]
    public async Task RunAsync_stores_what_is_read_back(int length)
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(length, 1);
        await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), await TestRepository.HashOfAsync(backend, "latest", Token));
        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.Empty(check.Findings);
    }

    [Fact]
    public async Task RunAsync_of_the_same_data_adds_no_data_pack()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(10_000_000, 2);
        await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        long before = backend.Files.Where(file => file.Key.Kind == FileKind.Pack).Sum(file => (long)file.Value.Length);
        await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
        long after = backend.Files.Where(file => file.Key.Kind == FileKind.Pack).Sum(file => (long)file.Value.Length);
        Assert.InRange(after - before, 1, 5000);
    }

    [Fact]
    public async Task RunAsync_makes_no_snapshot_when_the_producer_failed()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        MemoryStream source = new(TestRepository.RandomBytes(6_000_000, 3));
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestRepository.BackUpAsync(backend, source, _ => throw new InvalidOperationException("producer"), Token));
        Assert.Equal("producer", failure.Message);
        Assert.DoesNotContain(backend.Files.Keys, file => file.Kind is FileKind.Snapshot or FileKind.Lock);
        Assert.True((await TestRepository.CheckAsync(backend, Token)).IsSound);
    }

    [Fact]
    public async Task RunAsync_stores_packs_before_indexes_before_the_snapshot()
    {
        MemoryBackend memory = await TestRepository.CreateAsync(Token);
        FaultyBackend backend = new(memory);
        await TestRepository.BackUpAsync(backend, new MemoryStream(TestRepository.RandomBytes(20_000_000, 4)), Token);
        List<FileKind> saves = [.. backend.Calls.Where(call => call.Operation == BackendOperation.Save).Select(call => call.File.Kind)];
        saves.RemoveAll(kind => kind == FileKind.Lock);
        Assert.Equal(FileKind.Snapshot, saves[^1]);
        Assert.Single(saves, FileKind.Snapshot);
        Assert.True(saves.LastIndexOf(FileKind.Pack) < saves.IndexOf(FileKind.Index));
    }

    [Fact]
    public async Task RunAsync_leaves_a_sound_repository_whichever_save_fails()
    {
        for (int n = 1; n < 12; n++)
        {
            MemoryBackend memory = await TestRepository.CreateAsync(Token);
            FaultyBackend backend = new(memory);
            backend.Add(new BackendFault(BackendOperation.Save) { FromCall = n, Error = BackendErrorKind.Permanent });
            byte[] data = TestRepository.RandomBytes(20_000_000, n);
            bool failed = false;
            try
            {
                await TestRepository.BackUpAsync(backend, new MemoryStream(data), Token);
            }
            catch (BackendException e)
            {
                failed = true;
                Assert.Equal(BackendErrorKind.Permanent, e.Kind);
            }

            Assert.Equal(failed, !memory.Files.Keys.Any(file => file.Kind == FileKind.Snapshot));
            Assert.True((await TestRepository.CheckAsync(memory, Token)).IsSound);
            await TestRepository.BackUpAsync(memory, new MemoryStream(data), Token);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), await TestRepository.HashOfAsync(memory, "latest", Token));
        }
    }

    [Theory]
    [InlineData(FileKind.Pack)]
    [InlineData(FileKind.Index)]
    [InlineData(FileKind.Snapshot)]
    [InlineData(FileKind.Key)]
    public async Task Check_names_the_file_with_a_flipped_bit(FileKind kind)
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await TestRepository.BackUpAsync(backend, new MemoryStream(TestRepository.RandomBytes(3_000_000, 5)), Token);
        if (kind == FileKind.Key)
        {
            // A second key is damaged; the first one opens the repository.
            await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
            await repository.Keys.AddAsync("another", Token);
            FileHandle other = backend.Files.Keys.First(file => file.Kind == FileKind.Key && file != repository.Keys.Current.File);
            await CheckDamageAsync(backend, other);
            return;
        }

        await CheckDamageAsync(backend, backend.Files.Keys.First(file => file.Kind == kind));
    }

    [Fact]
    public async Task Check_takes_no_offence_at_files_that_are_listed_twice()
    {
        MemoryBackend memory = await TestRepository.CreateAsync(Token);
        await TestRepository.BackUpAsync(memory, new MemoryStream(TestRepository.RandomBytes(3_000_000, 6)), Token);
        FaultyBackend backend = new(memory);
        foreach (FileKind kind in Enum.GetValues<FileKind>())
        {
            backend.Add(new BackendFault(BackendOperation.List) { Kind = kind, RepeatAfter = 0, Calls = int.MaxValue });
        }

        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.Empty(check.Findings);
        Assert.Equal(1, check.Snapshots);
    }

    private static async Task CheckDamageAsync(MemoryBackend backend, FileHandle file)
    {
        backend.Files[file][backend.Files[file].Length / 2] ^= 1;
        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.False(check.IsSound);
        Assert.Contains(check.Findings, finding => finding.IsError && finding.Message.Contains(file.Name, StringComparison.Ordinal));
    }
}
