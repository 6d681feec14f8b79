using System.Security.Cryptography;
using Cairn.Restic.Blobs;
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
/// One case of the campaign: a repository in a directory, and run after run on it, sometimes two at a time, while the storage fails. After each: what
/// was reported is there and right, restic's check is clean, the same run without faults succeeds, and no lock is in anybody's way.
/// </summary>
internal sealed class FaultLife(int seed) : IDisposable
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);
    private static readonly FastTimeProvider Fast = new();

    private readonly TempDirectory _directory = new();
    private readonly Random _random = new(~seed);
    private readonly SoakRuns _runs = new(seed);
    private readonly List<string> _story = [];

    /// <summary>Runs that a fault hit, so far.</summary>
    public int FaultedRuns { get; private set; }

    /// <summary>Runs that failed for it, so far.</summary>
    public int FailedRuns { get; private set; }

    /// <summary>What has happened, run by run.</summary>
    public string Story => $"seed {seed}\n  {string.Join("\n  ", _story)}";

    public void Dispose() => _directory.Dispose();

    public async Task LiveAsync(int steps, CancellationToken cancellationToken)
    {
        await using (await ResticRepository.InitAsync(OpenDirectory(), TestRepository.Password, TestRepository.Settings, cancellationToken))
        {
            // Creating it is all.
        }

        for (int i = 0; i < steps; i++)
        {
            await StepAsync(i, cancellationToken);
        }

        await new ResticProgram("restic", _directory.Path).RunAsync(cancellationToken, "check", "--read-data", "--no-lock");
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
            await run.Work(OpenDirectory(), LockHolder.Current with { ProcessId = alive.ProcessId }, cancellationToken);
        }

        await MustBeFreeOfLocksAsync(cancellationToken);
        await VerifyAsync(cancellationToken);
        await new ResticProgram("restic", _directory.Path).RunAsync(cancellationToken, "check", "--no-lock");
    }

    /// <summary>Runs with faults and tells what came of it. Anything but the two exceptions that mean a failure goes through.</summary>
    private async Task<string> AttemptAsync(SoakRun run, SeededFaults faults, bool retry, CancellationToken cancellationToken)
    {
        IBackend backend = new FaultyBackend(OpenDirectory(), schedule: faults.Next);
        backend = retry ? new RetryingBackend(backend, TimeSpan.FromMinutes(15), onRetry: null, Fast) : backend;
        await using StandIn alive = new();
        string result = "succeeded";
        await using (backend)
        {
            try
            {
                LockHolder holder = LockHolder.Current with { ProcessId = alive.ProcessId };
                await run.Work(backend, holder, cancellationToken).WaitAsync(RunLimit, TimeProvider.System, cancellationToken);
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

    private async Task MustBeFreeOfLocksAsync(CancellationToken cancellationToken)
    {
        await using StandIn alive = new();
        await using ResticRepository repository = await OpenAsync(cancellationToken);
        LockOptions options = TestRepository.Lock with { Exclusive = true, Holder = LockHolder.Current with { ProcessId = alive.ProcessId } };
        await using (await RepositoryLock.AcquireAsync(repository, options, cancellationToken))
        {
            Assert.Single(await repository.Locks.ListAsync(cancellationToken));
        }

        Assert.Empty(await repository.Locks.ListAsync(cancellationToken));
    }

    /// <summary>Every snapshot that was reported is there and is what was backed up, and every password that was reported opens.</summary>
    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (string password in _runs.Passwords.Keys)
        {
            await (await ResticRepository.OpenAsync(OpenDirectory(), password, TestRepository.Settings, cancellationToken)).DisposeAsync();
        }

        await using ResticRepository repository = await OpenAsync(cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> listed = await repository.Snapshots.ListAsync(cancellationToken);
        Assert.Empty(_runs.Snapshots.Keys.Except(listed.Select(snapshot => snapshot.Id.ToString())));
        foreach ((ResticSnapshotId id, SnapshotFile file) in listed)
        {
            string hash = await HashAsync(repository, id, file, cancellationToken);

            // One that was not reported may be there, but then it is whole as well.
            Assert.Equal(_runs.Snapshots.GetValueOrDefault(id.ToString(), hash), hash);
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

    private Task<ResticRepository> OpenAsync(CancellationToken cancellationToken) =>
        ResticRepository.OpenAsync(OpenDirectory(), TestRepository.Password, TestRepository.Settings, cancellationToken);

    private IBackend OpenDirectory() =>
        BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
