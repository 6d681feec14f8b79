using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Operations;

public sealed class SnapshotCopyTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Programs => [.. ResticProgram.Installed];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task RunAsync_copies_what_is_not_there_yet()
    {
        MemoryBackend source = await TestRepository.CreateAsync(Token);
        MemoryBackend target = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(7_000_000, 1);
        ResticSnapshotId first = await TestRepository.BackUpAsync(source, new MemoryStream(data), Token);
        IReadOnlyList<SnapshotCopyResult> once = await CopyAsync(source, target);
        data[3_000_000]++;
        await TestRepository.BackUpAsync(source, new MemoryStream(data), Token);
        IReadOnlyList<SnapshotCopyResult> twice = await CopyAsync(source, target);

        Assert.Equal([true], once.Select(result => result.IsNew));
        Assert.Equal([false, true], twice.Select(result => result.IsNew));
        Assert.Equal((first, once[0].Copy), (twice[0].Source, twice[0].Copy));
        Assert.Equal(Hash(data), await TestRepository.HashOfAsync(target, "latest", Token));
        Assert.Empty((await TestRepository.CheckAsync(target, Token)).Findings);
    }

    [Fact]
    public async Task RunAsync_with_a_damaged_source_leaves_no_snapshot()
    {
        MemoryBackend source = await TestRepository.CreateAsync(Token);
        MemoryBackend target = await TestRepository.CreateAsync(Token);
        await TestRepository.BackUpAsync(source, new MemoryStream(TestRepository.RandomBytes(7_000_000, 2)), Token);
        byte[] pack = source.Files.Where(file => file.Key.Kind == FileKind.Pack).MaxBy(file => file.Value.Length).Value;
        pack[1000] ^= 1;
        await Assert.ThrowsAsync<RepositoryException>(() => CopyAsync(source, target));

        Assert.DoesNotContain(target.Files.Keys, file => file.Kind is FileKind.Snapshot or FileKind.Lock);
        Assert.True((await TestRepository.CheckAsync(target, Token)).IsSound);
    }

    [Fact]
    public async Task Repositories_of_the_same_parameters_recognise_each_others_data()
    {
        MemoryBackend source = await TestRepository.CreateAsync(Token);
        RepositorySettings settings;
        await using (ResticRepository repository = await OpenAsync(source))
        {
            settings = TestRepository.Settings with { ChunkerPolynomial = repository.Config.ChunkerPolynomial };
        }

        MemoryBackend target = await TestRepository.CreateAsync(Token, settings);
        byte[] data = TestRepository.RandomBytes(20_000_000, 3);
        await TestRepository.BackUpAsync(source, new MemoryStream(data), Token);
        await CopyAsync(source, target);
        int packs = target.Files.Keys.Count(file => file.Kind == FileKind.Pack);
        await TestRepository.BackUpAsync(target, new MemoryStream(data), Token);

        Assert.Equal(packs + 1, target.Files.Keys.Count(file => file.Kind == FileKind.Pack));
    }

    [Fact]
    public async Task RunAsync_into_itself_is_refused()
    {
        MemoryBackend source = await TestRepository.CreateAsync(Token);
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => CopyAsync(source, source));
        Assert.Equal(RepositoryErrorKind.InvalidRequest, failure.Kind);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Restic_reads_the_copy(string program)
    {
        MemoryBackend source = await TestRepository.CreateAsync(Token);
        byte[] data = TestRepository.RandomBytes(7_000_000, 4);
        await TestRepository.BackUpAsync(source, new MemoryStream(data), Token);
        await using (await ResticRepository.InitAsync(Open(), TestRepository.Password, TestRepository.Settings, Token))
        {
            await CopyAsync(source, Open());
        }

        ResticProgram restic = new(program, _directory.Path);
        await restic.RunAsync(Token, "check", "--read-data");
        Assert.Equal(Hash(data), await restic.HashOfDumpAsync(Token));
    }

    private static string Hash(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private static Task<ResticRepository> OpenAsync(IBackend backend) =>
        ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);

    private static async Task<IReadOnlyList<SnapshotCopyResult>> CopyAsync(IBackend from, IBackend to)
    {
        await using ResticRepository source = await OpenAsync(from);
        await using ResticRepository target = await OpenAsync(to);
        await using RepositoryLock targetLock = await RepositoryLock.AcquireAsync(target, TestRepository.Lock, Token);
        await source.LoadIndexAsync(Token);
        await target.LoadIndexAsync(Token);
        return await new SnapshotCopy(source, target, targetLock).RunAsync(await source.Snapshots.ListAsync(Token), new TransferProgress(), Token);
    }

    private IBackend Open() => BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
