using System.Security.Cryptography;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Storage.Wrappers;
using Cairn.Testing.Backends;
using Cairn.Testing.Soak;

namespace Cairn.Restic.Tests.Soak;

/// <summary>
/// One case of the campaign: a repository in a directory or a bucket, which is created while the storage fails, and run after run on it, sometimes two at
/// a time, while it fails too. After each: what was reported is there and right, restic's check is clean, the same run without faults succeeds, and no
/// lock is in anybody's way.
/// </summary>
internal sealed class FaultLife(int seed, SoakPlace place) : IDisposable
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);
    private static readonly FastTimeProvider Fast = new();
    private static readonly bool[] Both = [false, true];

    private readonly Random _random = new(~seed);
    private readonly SoakRuns _runs = new(seed);
    private readonly List<string> _story = [];

    /// <summary>Runs that a fault hit, so far.</summary>
    public int FaultedRuns { get; private set; }

    /// <summary>Runs that failed for it, so far.</summary>
    public int FailedRuns { get; private set; }

    /// <summary>What has happened, run by run.</summary>
    public string Story => $"seed {seed}\n  {string.Join("\n  ", _story)}";

    public void Dispose() => place.Dispose();

    public async Task LiveAsync(int steps, CancellationToken cancellationToken)
    {
        foreach (bool isCopy in Both)
        {
            await InitAsync(isCopy, cancellationToken);
        }

        for (int i = 0; i < steps; i++)
        {
            await StepAsync(i, cancellationToken);
        }

        foreach (bool isCopy in Both)
        {
            await place.Restic(isCopy).RunAsync(cancellationToken, "check", "--read-data", "--no-lock");
        }
    }

    /// <summary>Creates a repository while the storage fails, and then once more: either it is there and opens, or it can be created at once.</summary>
    private async Task InitAsync(bool isCopy, CancellationToken cancellationToken)
    {
        SeededFaults faults = new(unchecked((seed * 31) + (isCopy ? 1 : 0)));
        string result = "succeeded";
        await using (FaultyBackend faulty = new(place.Open(isCopy), schedule: faults.Next))
        {
            try
            {
                await ResticRepository.InitAsync(faulty, TestRepository.Password, TestRepository.Settings, cancellationToken);
            }
            catch (Exception e) when (e is BackendException or RepositoryException)
            {
                result = $"failed: {e.Message}";
            }
        }

        FaultedRuns += faults.Log.Count > 0 ? 1 : 0;
        FailedRuns += result == "succeeded" ? 0 : 1;
        _story.Add($"init; {faults.Mode}; {result}{string.Concat(faults.Log.Take(20).Select(line => $"\n       {line}"))}");
        await using IBackend backend = place.Open(isCopy);
        try
        {
            await ResticRepository.InitAsync(backend, TestRepository.Password, TestRepository.Settings, cancellationToken);
        }
        catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.AlreadyExists)
        {
            // The attempt with faults did it; whether it could say so or not, the repository opens.
        }

        await (await OpenAsync(isCopy, TestRepository.Password, cancellationToken)).DisposeAsync();
    }

    private async Task StepAsync(int number, CancellationToken cancellationToken)
    {
        List<SoakRun> runs = [_runs.Next()];
        if (_random.Next(3) == 0)
        {
            runs.Add(_random.Next(2) == 0 ? _runs.Backup() : _runs.Prune());
        }

        // Tasks of their own: the first run must not go on alone until its first wait.
        int[] seeds = [.. runs.Select((_, i) => unchecked((seed * 1_000_003) + (number * 2) + i))];
        bool[] retries = [.. runs.Select(_ => _random.Next(2) == 0)];
        string[] results = await Task.WhenAll(
            runs.Select((run, i) => Task.Run(() => AttemptAsync(run, new SeededFaults(seeds[i]), retries[i], cancellationToken), cancellationToken)));
        _story.AddRange(results.Select(result => $"{number}. {result}"));

        await VerifyAsync(cancellationToken);
        foreach (SoakRun run in runs)
        {
            await using StandIn alive = new();
            await using SoakStorages storages = new(place.Open);
            await run.Work(storages, HolderOf(alive), cancellationToken);
        }

        await VerifyAsync(cancellationToken);
        foreach (bool isCopy in Both)
        {
            await MustBeFreeOfLocksAsync(isCopy, cancellationToken);
            await place.Restic(isCopy).RunAsync(cancellationToken, "check", "--no-lock");
        }
    }

    /// <summary>Runs with faults and tells what came of it. Anything but the two exceptions that mean a failure goes through.</summary>
    private async Task<string> AttemptAsync(SoakRun run, SeededFaults faults, bool retry, CancellationToken cancellationToken)
    {
        Func<bool, IBackend> open = isCopy => new FaultyBackend(place.Open(isCopy), schedule: faults.Next);
        await using StandIn alive = new();
        string result = "succeeded";
        await using (SoakStorages storages = new(isCopy => retry
            ? new RetryingBackend(open(isCopy), TimeSpan.FromMinutes(15), onRetry: null, Fast)
            : open(isCopy)))
        {
            try
            {
                LockHolder holder = HolderOf(alive);
                await run.Work(storages, holder, cancellationToken).WaitAsync(RunLimit, TimeProvider.System, cancellationToken);
            }
            catch (Exception e) when (e is BackendException or RepositoryException)
            {
                result = $"failed: {e.Message}";
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{run.Name}; {faults.Mode}; {string.Join("; ", faults.Log)}: {e}", e);
            }
        }

        lock (_story)
        {
            FaultedRuns += faults.Log.Count > 0 ? 1 : 0;
            FailedRuns += result == "succeeded" ? 0 : 1;
        }

        return $"{run.Name}; {faults.Mode}{(retry ? ", with retries" : "")}; {result}"
            + string.Concat(faults.Log.Take(20).Select(line => $"\n       {line}"));
    }

    /// <summary>
    /// Its start time belongs to a process as its number does: with the start time of another one, everybody would take the holder for dead.
    /// </summary>
    private static LockHolder HolderOf(StandIn alive) =>
        LockHolder.Current with { ProcessId = alive.ProcessId, Origin = ProcessLiveness.Describe(alive.ProcessId) };

    private async Task MustBeFreeOfLocksAsync(bool isCopy, CancellationToken cancellationToken)
    {
        await using StandIn alive = new();
        await using ResticRepository repository = await OpenAsync(isCopy, TestRepository.Password, cancellationToken);
        LockOptions options = TestRepository.Lock with { Exclusive = true, Holder = HolderOf(alive) };
        await using (await RepositoryLock.AcquireAsync(repository, options, cancellationToken))
        {
            Assert.Single(await repository.Locks.ListAsync(cancellationToken));
        }

        Assert.Empty(await repository.Locks.ListAsync(cancellationToken));
    }

    /// <summary>Every snapshot and copy that was reported is there and is what was backed up, and every password that was reported opens.</summary>
    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (string password in _runs.Passwords.Keys)
        {
            await (await OpenAsync(isCopy: false, password, cancellationToken)).DisposeAsync();
        }

        foreach ((string from, string to) in _runs.ChangingPasswords)
        {
            Exception? failure = await Record.ExceptionAsync(async () => await (await OpenAsync(isCopy: false, from, cancellationToken)).DisposeAsync());
            await (await OpenAsync(isCopy: false, failure is null ? from : to, cancellationToken)).DisposeAsync();
        }

        await VerifySnapshotsAsync(isCopy: false, _runs.Snapshots, cancellationToken);
        await VerifySnapshotsAsync(isCopy: true, _runs.Copies, cancellationToken);
    }

    private async Task VerifySnapshotsAsync(bool isCopy, IReadOnlyDictionary<string, string> reported, CancellationToken cancellationToken)
    {
        await using ResticRepository repository = await OpenAsync(isCopy, TestRepository.Password, cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> listed = await repository.Snapshots.ListAsync(cancellationToken);
        Assert.Empty(reported.Keys.Except(listed.Select(snapshot => snapshot.Id.ToString())));
        foreach ((ResticSnapshotId id, SnapshotFile file) in listed)
        {
            string hash = await HashAsync(repository, id, file, cancellationToken);

            // One that was not reported may be there, but then it is whole as well.
            Assert.Equal(reported.GetValueOrDefault(id.ToString(), hash), hash);
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

    private Task<ResticRepository> OpenAsync(bool isCopy, string password, CancellationToken cancellationToken) =>
        ResticRepository.OpenAsync(place.Open(isCopy), password, TestRepository.Settings, cancellationToken);
}
