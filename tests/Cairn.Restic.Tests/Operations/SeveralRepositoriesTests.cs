using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Restic.Tests.Operations;

/// <summary>One stream into several repositories.</summary>
public sealed class SeveralRepositoriesTests
{
    private static readonly Polynomial Another = Polynomial.CreateRandom();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, Compression.Auto)]
    [InlineData(false, Compression.Auto)]
    [InlineData(true, Compression.Off)]
    public async Task Each_repository_gets_the_whole_stream(bool samePolynomial, Compression second)
    {
        RepositorySettings settings = TestRepository.Settings with
        {
            ChunkerPolynomial = samePolynomial ? TestRepository.Settings.ChunkerPolynomial : Another,
            Compression = second,
        };
        MemoryBackend[] backends = [await TestRepository.CreateAsync(Token), await TestRepository.CreateAsync(Token, settings)];
        byte[] data = Compressible(12_000_000, 1);
        IReadOnlyList<BackupOutcome> outcomes = await BackUpAsync(backends, data, settings);

        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        foreach (MemoryBackend backend in backends)
        {
            Assert.Equal(Hash(data), await TestRepository.HashOfAsync(backend, "latest", Token));
            Assert.Empty((await TestRepository.CheckAsync(backend, Token)).Findings);
        }
    }

    [Fact]
    public async Task What_one_repository_has_is_sent_to_the_other_only()
    {
        MemoryBackend[] backends = [await TestRepository.CreateAsync(Token), await TestRepository.CreateAsync(Token)];
        byte[] data = Compressible(12_000_000, 2);
        await TestRepository.BackUpAsync(backends[0], new MemoryStream(data), Token);
        IReadOnlyList<BackupOutcome> outcomes = await BackUpAsync(backends, data, TestRepository.Settings);

        Assert.Equal(0, outcomes[0].Result!.Snapshot.Summary!.DataBlobs);
        Assert.True(outcomes[1].Result!.Snapshot.Summary!.DataBlobs > 5);
        Assert.Equal(Hash(data), await TestRepository.HashOfAsync(backends[1], "latest", Token));
        Assert.Empty((await TestRepository.CheckAsync(backends[1], Token)).Findings);
    }

    [Theory]
    [InlineData(true, FileKind.Pack)]
    [InlineData(true, FileKind.Index)]
    [InlineData(true, FileKind.Snapshot)]
    [InlineData(false, FileKind.Pack)]
    [InlineData(false, FileKind.Snapshot)]
    public async Task One_that_fails_does_not_fail_the_others(bool samePolynomial, FileKind kind)
    {
        RepositorySettings settings = samePolynomial ? TestRepository.Settings : TestRepository.Settings with { ChunkerPolynomial = Another };
        MemoryBackend sound = await TestRepository.CreateAsync(Token);
        FaultyBackend faulty = new(await TestRepository.CreateAsync(Token, settings));
        faulty.Add(new BackendFault(BackendOperation.Save) { Kind = kind, Calls = int.MaxValue, Error = BackendErrorKind.Permanent });
        byte[] data = Compressible(30_000_000, 3);
        IReadOnlyList<BackupOutcome> outcomes = await BackUpAsync([faulty, sound], data, settings);

        Assert.IsType<BackendException>(outcomes[0].Failure);
        Assert.NotNull(outcomes[1].Result);
        Assert.Equal(Hash(data), await TestRepository.HashOfAsync(sound, "latest", Token));
        Assert.Empty((await TestRepository.CheckAsync(sound, Token)).Findings);
        Assert.True((await TestRepository.CheckAsync(faulty, Token)).IsSound);
        Assert.Equal(0, (await TestRepository.CheckAsync(faulty, Token)).Snapshots);
    }

    [Fact]
    public async Task When_all_fail_the_producer_is_stopped()
    {
        FaultyBackend[] faulty = [new(await TestRepository.CreateAsync(Token)), new(await TestRepository.CreateAsync(Token))];
        foreach (FaultyBackend backend in faulty)
        {
            backend.Add(new BackendFault(BackendOperation.Save) { Kind = FileKind.Pack, Calls = int.MaxValue, Error = BackendErrorKind.Permanent });
        }

        IReadOnlyList<BackupOutcome> outcomes = await BackUpAsync(faulty, new EndlessStream());
        Assert.All(outcomes, outcome => Assert.IsType<BackendException>(outcome.Failure));
    }

    [Fact]
    public async Task A_lock_that_is_lost_ends_its_repository_only_and_stops_a_producer_that_waits()
    {
        FakeTimeProvider time = new();
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await using ResticRepository repository =
            await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings with { Time = time }, Token);
        await using RepositoryLock held = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
        Task<IReadOnlyList<BackupOutcome>> running = new FilesBackup([new BackupDestination(repository, held, new TransferProgress())]).RunAsync(
            async (_, stop) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return [];
            },
            new StreamBackupOptions(),
            Token);
        await repository.Locks.UnlockAsync(all: true, Token);
        time.Advance(TimeSpan.FromMinutes(5));

        RepositoryException failure = Assert.IsType<RepositoryException>((await running)[0].Failure);
        Assert.Equal(RepositoryErrorKind.LockLost, failure.Kind);
        Assert.DoesNotContain(backend.Files.Keys, file => file.Kind is FileKind.Pack or FileKind.Snapshot);
    }

    private static string Hash(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));

    private static byte[] Compressible(int length, int seed)
    {
        byte[] data = TestRepository.RandomBytes(length, seed);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] &= 0x0f;
        }

        return data;
    }

    private static Task<IReadOnlyList<BackupOutcome>> BackUpAsync(IReadOnlyList<IBackend> backends, byte[] data, RepositorySettings last) =>
        BackUpAsync(backends, new MemoryStream(data), last);

    private static async Task<IReadOnlyList<BackupOutcome>> BackUpAsync(
        IReadOnlyList<IBackend> backends, Stream source, RepositorySettings? last = null)
    {
        List<BackupDestination> destinations = [];
        for (int i = 0; i < backends.Count; i++)
        {
            RepositorySettings settings = i == backends.Count - 1 ? last ?? TestRepository.Settings : TestRepository.Settings;
            ResticRepository repository = await ResticRepository.OpenAsync(backends[i], TestRepository.Password, settings, Token);
            RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, TestRepository.Lock, Token);
            await repository.LoadIndexAsync(Token);
            destinations.Add(new BackupDestination(repository, repositoryLock, new TransferProgress()));
        }

        IReadOnlyList<BackupOutcome> outcomes =
            await new StreamBackup(destinations).RunAsync(source, _ => Task.CompletedTask, new StreamBackupOptions(), Token);
        foreach (BackupDestination destination in destinations)
        {
            await destination.Lock.DisposeAsync();
            await destination.Repository.DisposeAsync();
        }

        return outcomes;
    }

    /// <summary>Random bytes without end.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        private readonly Random _random = new(1);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _random.NextBytes(buffer.Span);
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
