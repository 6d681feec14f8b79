using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Storage.Wrappers;
using Cairn.Testing;
using Cairn.Testing.Backends;
using Cairn.Testing.Soak;

namespace Cairn.Restic.Tests.Soak;

/// <summary>
/// One case of the campaign: a repository in a directory, and run after run on it while the storage fails. After each of them: what was reported is
/// there and right, restic's check is clean, the same run without faults succeeds, and no lock is in anybody's way.
/// </summary>
internal sealed class FaultLife(int seed) : IDisposable
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);
    private static readonly FastTimeProvider Fast = new();

    /// <summary>Runs of this process play the part of processes that are dead when the next one looks.</summary>
    private static readonly LockHolder Dead = LockHolder.Current with { ProcessId = int.MaxValue };

    private readonly TempDirectory _directory = new();
    private readonly Dictionary<string, string> _snapshots = [];
    private readonly Dictionary<string, KeyId> _passwords = [];
    private readonly Random _random = new(seed);
    private readonly SoakData _data = new(seed, pieceSize: 2_500_000);
    private readonly List<string> _story = [];
    private bool _isFaulty;

    /// <summary>Runs that a fault hit, so far.</summary>
    public int FaultedRuns { get; private set; }

    /// <summary>Runs that failed for it, so far.</summary>
    public int FailedRuns { get; private set; }

    /// <summary>What has happened, run by run.</summary>
    public string Story => $"seed {seed}\n  {string.Join("\n  ", _story)}";

    public void Dispose() => _directory.Dispose();

    public async Task LiveAsync(int runs, CancellationToken cancellationToken)
    {
        await using (await ResticRepository.InitAsync(OpenDirectory(), TestRepository.Password, TestRepository.Settings, cancellationToken))
        {
            // Creating it is all.
        }

        for (int i = 0; i < runs; i++)
        {
            await StepAsync(i, cancellationToken);
        }

        await new ResticProgram("restic", _directory.Path).RunAsync(cancellationToken, "check", "--read-data", "--no-lock");
    }

    private async Task StepAsync(int number, CancellationToken cancellationToken)
    {
        int faultSeed = HashCode(number);
        (string name, Func<IBackend, CancellationToken, Task> work) = Choose(number);
        SeededFaults faults = new(faultSeed);
        string? failure = await AttemptAsync(work, faults, cancellationToken);
        FaultedRuns += faults.Log.Count > 0 ? 1 : 0;
        FailedRuns += failure is null ? 0 : 1;
        _story.Add($"{number}. {name}; {faults.Mode}; {failure ?? "succeeded"}"
            + string.Concat(faults.Log.Take(20).Select(line => $"\n       {line}")));

        await VerifyAsync(cancellationToken);
        await work(OpenDirectory(), cancellationToken);
        await MustBeFreeOfLocksAsync(cancellationToken);
        await VerifyAsync(cancellationToken);
        await new ResticProgram("restic", _directory.Path).RunAsync(cancellationToken, "check", "--no-lock");
    }

    /// <summary>Seeds of runs must differ between lives and between the runs of one.</summary>
    private int HashCode(int number) => unchecked((seed * 1_000_003) + number);

    private (string Name, Func<IBackend, CancellationToken, Task> Work) Choose(int number) => _random.Next(10) switch
    {
        0 => ("check", CheckAsync),
        1 => ("key add", (backend, token) => AddKeyAsync(backend, $"password {number}", token)),
        2 when _passwords.Count > 0 => RemoveKey(_passwords.Keys.ElementAt(_random.Next(_passwords.Count))),
        _ => Backup(_data.Next(_random), _random.Next(20, 400)),
    };

    /// <summary>Runs with faults; returns the message of a failure. Anything but the two exceptions that mean a failure goes through.</summary>
    private async Task<string?> AttemptAsync(Func<IBackend, CancellationToken, Task> work, SeededFaults faults, CancellationToken cancellationToken)
    {
        IBackend backend = new FaultyBackend(OpenDirectory(), schedule: faults.Next);
        if (_random.Next(2) == 0)
        {
            backend = new RetryingBackend(backend, TimeSpan.FromMinutes(15), onRetry: null, Fast);
        }

        _isFaulty = true;
        await using (backend)
        {
            try
            {
                await work(backend, cancellationToken).WaitAsync(RunLimit, TimeProvider.System, cancellationToken);
                return null;
            }
            catch (Exception e) when (e is BackendException or RepositoryException)
            {
                return e.Message;
            }
            finally
            {
                _isFaulty = false;
            }
        }
    }

    private (string Name, Func<IBackend, CancellationToken, Task> Work) Backup(byte[] data, int refreshMilliseconds) =>
        ($"backup of {data.Length} bytes", async (backend, token) =>
        {
            await using ResticRepository repository = await OpenAsync(backend, token);
            LockOptions options = Lock(exclusive: false) with { RefreshInterval = TimeSpan.FromMilliseconds(refreshMilliseconds) };
            await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, options, token);
            await repository.LoadIndexAsync(token);
            StreamBackupResult result = await new StreamBackup(repository, repositoryLock)
                .RunAsync(new MemoryStream(data), _ => Task.CompletedTask, new StreamBackupOptions(), new TransferProgress(), token);
            _snapshots[result.Id.ToString()] = Convert.ToHexStringLower(SHA256.HashData(data));
        });

    private async Task CheckAsync(IBackend backend, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await OpenAsync(backend, cancellationToken);
        CheckResult result = await new RepositoryCheck(repository).RunAsync(readData: true, new TransferProgress(), cancellationToken);

        // With faults it may see errors that are none; without them it must not.
        Assert.True(_isFaulty || result.IsSound, string.Join('\n', result.Findings));
    }

    private async Task AddKeyAsync(IBackend backend, string password, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await OpenAsync(backend, cancellationToken);
        await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, Lock(exclusive: false), cancellationToken);
        _passwords[password] = await repository.Keys.AddAsync(password, cancellationToken);
    }

    private (string Name, Func<IBackend, CancellationToken, Task> Work) RemoveKey(string password)
    {
        // From the beginning of the first attempt on, nobody may rely on it.
        KeyId id = _passwords[password];
        _passwords.Remove(password);
        return ("key remove", async (backend, token) =>
        {
            await using ResticRepository repository = await OpenAsync(backend, token);
            await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, Lock(exclusive: true), token);
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

    private async Task MustBeFreeOfLocksAsync(CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await OpenAsync(OpenDirectory(), cancellationToken);
        await using (await RepositoryLock.AcquireAsync(repository, Lock(exclusive: true), cancellationToken))
        {
            Assert.Single(await repository.Locks.ListAsync(cancellationToken));
        }

        Assert.Empty(await repository.Locks.ListAsync(cancellationToken));
    }

    /// <summary>Every snapshot that was reported is there and is what was backed up, and every password that was reported opens.</summary>
    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (string password in _passwords.Keys)
        {
            await (await ResticRepository.OpenAsync(OpenDirectory(), password, TestRepository.Settings, cancellationToken)).DisposeAsync();
        }

        await using ResticRepository repository = await OpenAsync(OpenDirectory(), cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> listed = await repository.Snapshots.ListAsync(cancellationToken);
        Assert.Empty(_snapshots.Keys.Except(listed.Select(snapshot => snapshot.Id.ToString())));
        foreach ((ResticSnapshotId id, SnapshotFile file) in listed)
        {
            string hash = await HashAsync(repository, id, file, cancellationToken);

            // One that was not reported may be there, but then it is whole as well.
            Assert.Equal(_snapshots.GetValueOrDefault(id.ToString(), hash), hash);
        }
    }

    private static async Task<string> HashAsync(
        ResticRepository repository, ResticSnapshotId id, SnapshotFile file, CancellationToken cancellationToken)
    {
        SnapshotReader reader = new(repository);
        using SHA256 hash = SHA256.Create();
        await using (CryptoStream output = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            Node node = await reader.FindFileAsync(id, file, "dumpfile.sql", cancellationToken);
            await reader.CopyToAsync(node, output, new TransferProgress(), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static LockOptions Lock(bool exclusive) => TestRepository.Lock with { Exclusive = exclusive, Holder = Dead };

    private static Task<ResticRepository> OpenAsync(IBackend backend, CancellationToken cancellationToken) =>
        ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, cancellationToken);

    private IBackend OpenDirectory() =>
        BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
