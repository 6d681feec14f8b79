using System.Collections.Concurrent;
using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Operations.Pruning;
using Cairn.Restic.Operations.Repairing;
using Cairn.Restic.Snapshots;
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

    /// <summary>Copies that were reported, in the other repository, with the SHA-256 of what they must hold.</summary>
    public ConcurrentDictionary<string, string> Copies { get; } = new();

    /// <summary>Passwords that were being changed when a run failed, with what they were to be changed to: one of the two opens.</summary>
    public ConcurrentDictionary<string, string> ChangingPasswords { get; } = new();

    /// <summary>Snapshots that a run has reported as gone, or was about to remove.</summary>
    public ConcurrentDictionary<string, bool> Forgotten { get; } = new();

    /// <summary>The next run.</summary>
    public SoakRun Next() => _random.Next(18) switch
    {
        0 => new SoakRun("check", CheckAsync),
        1 => AddKey($"password {_passwords++}"),
        2 when !Passwords.IsEmpty => RemoveKey(Passwords.Keys.Order(StringComparer.Ordinal).First()),
        3 when !Passwords.IsEmpty => ChangeKey(Passwords.Keys.Order(StringComparer.Ordinal).Last(), $"password {_passwords++}"),
        4 or 5 when Snapshots.Count > 1 => Forget(_random.Next(1, Snapshots.Count)),
        6 or 7 or 8 => Prune(),
        9 or 10 => new SoakRun("copy", CopyAsync),
        11 => RepairIndex(),
        12 => new SoakRun("repair snapshots", RepairSnapshotsAsync),
        _ => Backup(),
    };

    /// <summary>A backup that is not like another one.</summary>
    public SoakRun Backup()
    {
        byte[] data = _data.Next(_random);
        TimeSpan refresh = TimeSpan.FromMilliseconds(_random.Next(20, 400));
        return new SoakRun($"backup of {data.Length} bytes", async (storages, holder, token) =>
        {
            await using ResticRepository repository = await storages.OpenAsync(token);
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
        return new SoakRun("prune", async (storages, holder, token) =>
        {
            await using ResticRepository repository = await storages.OpenAsync(token);
            await new Pruner(repository, TestRepository.Lock with { Holder = holder, RefreshInterval = refresh })
                .RunAsync(options, new TransferProgress(), token);
        });
    }

    private SoakRun Forget(int count)
    {
        // Names of snapshots are new in every run, so that their order must come from elsewhere: the content they hold.
        List<string> ids = [.. Snapshots.OrderBy(snapshot => snapshot.Value, StringComparer.Ordinal).Take(count).Select(snapshot => snapshot.Key)];
        return new SoakRun($"forget {ids.Count} snapshots", async (storages, holder, token) =>
        {
            foreach (string id in ids)
            {
                Snapshots.TryRemove(id, out _);
                Forgotten[id] = true;
            }

            await using ResticRepository repository = await storages.OpenAsync(token);
            await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: false, token);
            foreach (string id in ids)
            {
                await repository.Snapshots.RemoveAsync(new ResticSnapshotId(Sha256Id.TryParse(id, out Sha256Id name) ? name : default), token);
            }
        });
    }

    private static async Task CheckAsync(SoakStorages storages, LockHolder holder, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await storages.OpenAsync(cancellationToken);
        CheckResult result = await new RepositoryCheck(repository).RunAsync(ReadDataSubset.All, new TransferProgress(), cancellationToken);
        if (!result.IsSound)
        {
            // A failed run when the storage failed, a failure of the campaign when not.
            throw RepositoryException.Damaged("The repository", string.Join('\n', result.Findings));
        }
    }

    private SoakRun AddKey(string password) => new("key add", async (storages, holder, token) =>
    {
        await using ResticRepository repository = await storages.OpenAsync(token);
        await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: false, token);
        Passwords[password] = await repository.Keys.AddAsync(password, token);
    });

    private SoakRun RemoveKey(string password)
    {
        KeyId id = Passwords[password];
        return new SoakRun("key remove", async (storages, holder, token) =>
        {
            Passwords.TryRemove(password, out _);
            await using ResticRepository repository = await storages.OpenAsync(token);
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

    private SoakRun ChangeKey(string from, string to) => new("key change", async (storages, holder, token) =>
    {
        if (Passwords.TryRemove(from, out _))
        {
            ChangingPasswords[from] = to;
        }

        ResticRepository? repository = null;
        try
        {
            repository = await storages.OpenAsync(from, token);
        }
        catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.WrongPassword)
        {
            // The attempt with faults did it, and then could not say so.
            await (await storages.OpenAsync(to, token)).DisposeAsync();
            return;
        }

        await using (repository)
        {
            await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: true, token);
            Passwords[to] = await repository.Keys.ChangePasswordAsync(to, token);
            ChangingPasswords.TryRemove(from, out _);
        }
    });

    private async Task CopyAsync(SoakStorages storages, LockHolder holder, CancellationToken cancellationToken)
    {
        await using ResticRepository source = await storages.OpenAsync(cancellationToken);
        await using ResticRepository target = await storages.OpenCopyAsync(cancellationToken);
        await using RepositoryLock sourceLock = await LockAsync(source, holder, exclusive: false, cancellationToken);
        await using RepositoryLock targetLock = await LockAsync(target, holder, exclusive: false, cancellationToken, TimeSpan.FromMilliseconds(50));
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await source.Snapshots.ListAsync(cancellationToken);
        await source.LoadIndexAsync(cancellationToken);
        await target.LoadIndexAsync(cancellationToken);
        foreach (SnapshotCopyResult copy in await new SnapshotCopy(source, target, targetLock)
            .RunAsync(snapshots, new TransferProgress(), cancellationToken))
        {
            if (Snapshots.TryGetValue(copy.Source.ToString(), out string? hash))
            {
                Copies[copy.Copy.ToString()] = hash;
            }
        }
    }

    private SoakRun RepairIndex()
    {
        bool readAll = _random.Next(2) == 0;
        return new SoakRun("repair index", async (storages, holder, token) =>
        {
            await using ResticRepository repository = await storages.OpenAsync(token);
            LockOptions options = TestRepository.Lock with
            {
                Holder = holder,
                RetryFor = TimeSpan.FromSeconds(4),
                RefreshInterval = TimeSpan.FromMilliseconds(30),
            };
            await new IndexRepair(repository, options).RunAsync(readAll, dryRun: false, token);
        });
    }

    private static async Task RepairSnapshotsAsync(SoakStorages storages, LockHolder holder, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await storages.OpenAsync(cancellationToken);
        await using RepositoryLock repositoryLock = await LockAsync(repository, holder, exclusive: true, cancellationToken);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await repository.Snapshots.ListAsync(cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);

        // Nothing is damaged, whatever it looks like through this storage: to forget anything would be wrong.
        await new SnapshotRepair(repository, repositoryLock).RunAsync(snapshots, forget: true, dryRun: false, cancellationToken);
    }

    private static Task<RepositoryLock> LockAsync(
        ResticRepository repository, LockHolder holder, bool exclusive, CancellationToken cancellationToken, TimeSpan? refresh = null)
    {
        LockOptions options = TestRepository.Lock with { Holder = holder, Exclusive = exclusive };
        return RepositoryLock.AcquireAsync(
            repository, options with { RefreshInterval = refresh ?? options.RefreshInterval, RetryFor = TimeSpan.FromSeconds(4) }, cancellationToken);
    }
}
