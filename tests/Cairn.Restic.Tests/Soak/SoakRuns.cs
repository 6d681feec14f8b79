using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Testing.Soak;

namespace Cairn.Restic.Tests.Soak;

/// <summary>
/// What runs of a campaign do, and what they have reported. From the moment on that a run begins to take something away, nobody may rely on it any
/// more, so it leaves the lists then; into the lists comes only what a run has reported as done.
/// </summary>
internal sealed class SoakRuns(int seed)
{
    private readonly Random _random = new(seed);
    private readonly SoakData _data = new(seed, pieceSize: 2_500_000);
    private int _passwords;

    /// <summary>Snapshots that were reported, with the SHA-256 of what they must hold.</summary>
    public ConcurrentDictionary<string, string> Snapshots { get; } = new();

    /// <summary>Passwords that were reported as added.</summary>
    public ConcurrentDictionary<string, KeyId> Passwords { get; } = new();

    /// <summary>Snapshots that a run has reported as gone, or was about to remove.</summary>
    public ConcurrentDictionary<string, bool> Forgotten { get; } = new();

    /// <summary>The next run.</summary>
    public SoakRun Next() => _random.Next(12) switch
    {
        0 => new SoakRun("check", CheckAsync),
        1 => AddKey($"password {_passwords++}"),
        2 when !Passwords.IsEmpty => RemoveKey(Passwords.Keys.Order(StringComparer.Ordinal).First()),
        3 or 4 when Snapshots.Count > 1 => Forget(_random.Next(1, Snapshots.Count)),
        5 or 6 or 7 => Prune(),
        _ => Backup(),
    };

    /// <summary>A backup that is not like another one.</summary>
    public SoakRun Backup()
    {
        byte[] data = _data.Next(_random);
        TimeSpan refresh = TimeSpan.FromMilliseconds(_random.Next(20, 400));
        return new SoakRun($"backup of {data.Length} bytes", async (backend, holder, token) =>
        {
            await using ResticRepository repository = await OpenAsync(backend, token);
            await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: false, token, refresh);
            await repository.LoadIndexAsync(token);
            StreamBackupResult result = await new StreamBackup(repository, repositoryLock)
                .RunAsync(new MemoryStream(data), _ => Task.CompletedTask, new StreamBackupOptions(), new TransferProgress(), token);
            Snapshots[result.Id.ToString()] = Convert.ToHexStringLower(SHA256.HashData(data));
        });
    }

    /// <summary>A prune that leaves nothing behind.</summary>
    public SoakRun Prune()
    {
        PruneOptions options = new()
        {
            MaxUnused = _random.Next(3) == 0 ? UnusedLimit.Default : new UnusedLimit(0, 0),
            RepackSmall = _random.Next(2) == 0,
            ExclusiveWait = TimeSpan.FromSeconds(4),
        };
        TimeSpan refresh = TimeSpan.FromMilliseconds(_random.Next(20, 400));
        return new SoakRun("prune", async (backend, holder, token) =>
        {
            await using ResticRepository repository = await OpenAsync(backend, token);
            await new Pruner(repository, TestRepository.Lock with { Holder = holder, RefreshInterval = refresh })
                .RunAsync(options, new TransferProgress(), token);
        });
    }

    private SoakRun Forget(int count)
    {
        // Names of snapshots are new in every run, so that their order must come from elsewhere: the content they hold.
        List<string> ids = [.. Snapshots.OrderBy(snapshot => snapshot.Value, StringComparer.Ordinal).Take(count).Select(snapshot => snapshot.Key)];
        return new SoakRun($"forget {ids.Count} snapshots", async (backend, holder, token) =>
        {
            foreach (string id in ids)
            {
                Snapshots.TryRemove(id, out _);
                Forgotten[id] = true;
            }

            await using ResticRepository repository = await OpenAsync(backend, token);
            await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: false, token);
            foreach (string id in ids)
            {
                await repository.Snapshots.RemoveAsync(new ResticSnapshotId(Sha256Id.TryParse(id, out Sha256Id name) ? name : default), token);
            }
        });
    }

    private static async Task CheckAsync(IBackend backend, LockHolder holder, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await OpenAsync(backend, cancellationToken);
        CheckResult result = await new RepositoryCheck(repository).RunAsync(ReadDataSubset.All, new TransferProgress(), cancellationToken);
        if (!result.IsSound)
        {
            // A failed run when the storage failed, a failure of the campaign when not.
            throw RepositoryException.Damaged("The repository", string.Join('\n', result.Findings));
        }
    }

    private SoakRun AddKey(string password) => new("key add", async (backend, holder, token) =>
    {
        await using ResticRepository repository = await OpenAsync(backend, token);
        await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: false, token);
        Passwords[password] = await repository.Keys.AddAsync(password, token);
    });

    private SoakRun RemoveKey(string password)
    {
        KeyId id = Passwords[password];
        return new SoakRun("key remove", async (backend, holder, token) =>
        {
            Passwords.TryRemove(password, out _);
            await using ResticRepository repository = await OpenAsync(backend, token);
            await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: true, token);
            try
            {
                await repository.Keys.RemoveAsync(id, token);
            }
            catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.NotFound)
            {
                // The attempt with faults did it, and then could not say so.
            }
        });
    }

    private static Task<RepositoryLock> LockAsync(
        ResticRepository repository, LockHolder holder, bool exclusive, CancellationToken cancellationToken, TimeSpan? refresh = null)
    {
        LockOptions options = TestRepository.Lock with { Holder = holder, Exclusive = exclusive };
        return RepositoryLock.AcquireAsync(
            repository, options with { RefreshInterval = refresh ?? options.RefreshInterval, RetryFor = TimeSpan.FromSeconds(4) }, cancellationToken);
    }

    private static Task<ResticRepository> OpenAsync(IBackend backend, CancellationToken cancellationToken) =>
        ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, cancellationToken);
}
