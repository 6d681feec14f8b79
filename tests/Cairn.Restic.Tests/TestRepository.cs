using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;
using Cairn.Restic.Crypto;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests;

/// <summary>Repositories with a cheap key, and the steps that most tests take.</summary>
internal static class TestRepository
{
    public const string Password = "test password";

    /// <summary>Always the same polynomial, so that a test cuts its data the same way every time.</summary>
    public static RepositorySettings Settings { get; } = new()
    {
        KeyCost = new ScryptParameters(2, 8, 1),
        PackSize = RepositorySettings.MinPackSize,
        ChunkerPolynomial = new Polynomial(0x3af9b78971f07d),
    };

    public static LockOptions Lock { get; } = new() { SettleTime = TimeSpan.Zero };

    public static async Task<MemoryBackend> CreateAsync(CancellationToken cancellationToken, RepositorySettings? settings = null)
    {
        MemoryBackend backend = new();
        await using ResticRepository repository = await ResticRepository.InitAsync(backend, Password, settings ?? Settings, cancellationToken);
        return backend;
    }

    public static async Task<ResticSnapshotId> BackUpAsync(
        IBackend backend, Stream source, CancellationToken cancellationToken, RepositorySettings? settings = null) =>
        await BackUpAsync(backend, source, _ => Task.CompletedTask, cancellationToken, settings);

    public static async Task<ResticSnapshotId> BackUpAsync(
        IBackend backend, Stream source, Func<CancellationToken, Task> confirm, CancellationToken cancellationToken, RepositorySettings? settings = null)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, Password, settings ?? Settings, cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, Lock, cancellationToken);
        StreamBackupResult result = await new StreamBackup(repository, repositoryLock)
            .RunAsync(source, confirm, new StreamBackupOptions(), new TransferProgress(), cancellationToken);
        return result.Id;
    }

    /// <summary>The SHA-256 of a snapshot's file, which is streamed.</summary>
    public static async Task<string> HashOfAsync(IBackend backend, string snapshot, CancellationToken cancellationToken, string path = "dumpfile.sql")
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, Password, Settings, cancellationToken);
        (ResticSnapshotId id, SnapshotFile file) = await repository.Snapshots.FindAsync(snapshot, cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        SnapshotReader reader = new(repository);
        using SHA256 hash = SHA256.Create();
        await using (CryptoStream output = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            await reader.CopyToAsync(await reader.FindFileAsync(id, file, path, cancellationToken), output, new TransferProgress(), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    public static async Task<CheckResult> CheckAsync(IBackend backend, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, Password, Settings, cancellationToken);
        return await new RepositoryCheck(repository).RunAsync(ReadDataSubset.All, new TransferProgress(), cancellationToken);
    }

    public static byte[] RandomBytes(int length, int seed)
    {
        byte[] data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
