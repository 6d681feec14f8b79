using System.Globalization;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Tests.Support;
using Cairn.Testing;
using Cairn.Testing.Clusters;

namespace Cairn.Operator.Tests.Controllers;

/// <summary>The operator is killed at every one of its writes, before and after it; the next one has to come to the same end.</summary>
public sealed class StorageSideCrashTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Operator_killed_at_any_write_comes_to_the_same_end()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);
        using TempDirectory buckets = new();
        await cluster.Client.CreateAsync(StorageScenario.Secret(), Ct);
        CrashingClient counting = new(cluster.Client, int.MaxValue, false);
        string expected = await RunAsync(cluster, buckets, "base", counting);
        Assert.Contains("Succeeded", expected, StringComparison.Ordinal);
        for (int write = 1; write <= counting.Writes; write++)
        {
            foreach (bool isWritten in new[] { false, true })
            {
                string name = $"c{write.ToString(CultureInfo.InvariantCulture)}{(isWritten ? "w" : "n")}";
                string found = await RunAsync(cluster, buckets, name, new CrashingClient(cluster.Client, write, isWritten));
                Assert.True(expected == found, $"Killed at write {write}, written: {isWritten}.\nexpected:\n{expected}\nfound:\n{found}");
            }
        }
    }

    /// <summary>One flow from a new storage to the erasure of one of its two Repositories; all names carry the name of the case.</summary>
    private static async Task<string> RunAsync(TestCluster cluster, TempDirectory buckets, string name, CrashingClient client)
    {
        await using Survivor survivor = new(cluster, client, buckets.Path);
        await cluster.Client.CreateAsync(StorageScenario.Storage(name, bucket: name), Ct);
        Repository kept = await cluster.Client.CreateAsync(StorageScenario.Repository($"{name}-kept", name), Ct);
        await cluster.Client.CreateAsync(StorageScenario.Repository($"{name}-gone", name, "/gone", DeletionPolicies.WipeOut), Ct);
        await cluster.Client.WaitAsync<Repository>($"default/{name}-gone", item => item?.Status?.Phase == StoragePhases.Ready, Ct);
        await StorageScenario.MakeDoneAsync(cluster.Client, StorageScenario.Snapshot($"{name}-s", kept, Noon), StorageScenario.Done(null), Ct);
        await cluster.Client.DeleteAsync<Repository>(new NamespacedName("default", $"{name}-gone"), new DeleteRequest(), Ct);
        await cluster.Client.WaitGoneAsync<Repository>($"default/{name}-gone", Ct);
        BackupStorage? storage = await cluster.Client.WaitAsync<BackupStorage>(
            $"default/{name}", item => item?.Status is { Phase: StoragePhases.Ready, TotalSize: "1.500 KiB", Repositories.Count: 1 }, Ct);
        Repository? repository = await cluster.Client.WaitAsync<Repository>(
            $"default/{name}-kept",
            item => item?.Status?.RecentSnapshots?[0].Phase == SnapshotPhases.Succeeded && item.Status.Phase == StoragePhases.Ready,
            Ct);
        Snapshot? snapshot = await cluster.Client.WaitAsync<Snapshot>(
            $"default/{name}-s", item => item?.Status is { Phase: SnapshotPhases.Succeeded, Conditions.Count: 2 }, Ct);
        return Describe(storage!, repository!, snapshot!, buckets[name]).Replace(name, "NAME", StringComparison.Ordinal);
    }

    private static string Describe(BackupStorage storage, Repository repository, Snapshot snapshot, string bucket) => string.Join('\n',
        $"{storage.Status!.Phase} {storage.Status.TotalSize} {string.Join(',', storage.Metadata.Finalizers)}",
        $"{Text(storage.Status.Conditions)}",
        $"{repository.Status!.Phase} {repository.Status.SnapshotCount} {repository.Status.Size} {string.Join(',', repository.Metadata.Finalizers)}",
        $"{Text(repository.Status.Conditions)}",
        $"{snapshot.Status!.Phase} {snapshot.Status.Size} {string.Join(',', snapshot.Metadata.Finalizers)}",
        $"{Text(snapshot.Status.Conditions!.OrderBy(item => item.Type, StringComparer.Ordinal))}",
        string.Join('\n', Directory.GetFiles(bucket, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(bucket, file)).Order()));

    private static string Text(IEnumerable<Condition>? conditions) =>
        string.Join(',', (conditions ?? []).Select(item => $"{item.Type}={item.Status}/{item.Reason}"));

    /// <summary>An operator that is started again, with a client that works, once its first one has been killed.</summary>
    private sealed class Survivor : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _running;

        public Survivor(TestCluster cluster, CrashingClient client, string buckets) => _running = RunAsync(cluster, client, buckets);

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _running;
            _ending.Dispose();
        }

        private async Task RunAsync(TestCluster cluster, CrashingClient client, string buckets)
        {
            await using (TestOperator first = TestOperator.Start(client, buckets))
            {
                await Task.WhenAny(client.Crashed, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _ending.Token));
            }

            if (!_ending.IsCancellationRequested)
            {
                await using TestOperator second = TestOperator.Start(cluster.Client, buckets);
                await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _ending.Token));
            }
        }
    }
}
