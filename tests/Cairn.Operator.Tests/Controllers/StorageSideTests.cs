using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Conditions;
using Cairn.Operator.Tests.Support;
using Cairn.Testing;
using Cairn.Testing.Clusters;
using k8s.Models;

namespace Cairn.Operator.Tests.Controllers;

public sealed class StorageSideTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _buckets = new();
    private TestCluster _cluster = null!;
    private TestOperator _operator = null!;

    private ApiServerClient Client => _cluster.Client;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(TimeProvider.System, Ct);
        _operator = TestOperator.Start(_cluster.MakeClient(), _buckets.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _cluster.DisposeAsync();
        _buckets.Dispose();
    }

    [Fact]
    public async Task Storage_without_its_secret_says_so_and_becomes_ready_with_it()
    {
        await Client.CreateAsync(StorageScenario.Storage(), Ct);
        BackupStorage? waiting = await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Phase == StoragePhases.NotReady, Ct);
        Condition? condition = ConditionChanges.Find(waiting!.Status!.Conditions, ConditionTypes.BackendSecretFound);
        Assert.Equal(("False", "BackendSecretNotAvailable"), (condition!.Status, condition.Reason));
        Assert.Contains("default/creds", condition.Message, StringComparison.Ordinal);
        await Client.CreateAsync(StorageScenario.Secret(), Ct);
        BackupStorage? ready = await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Phase == StoragePhases.Ready, Ct);
        Assert.Equal("Backend secret exists.", ConditionChanges.Find(ready!.Status!.Conditions, ConditionTypes.BackendSecretFound)!.Message);
        Assert.Equal(["kubestash.com/cleanup"], ready.Metadata.Finalizers);
        Assert.True(File.Exists(_buckets["b/metadata.yaml"]));
    }

    [Fact]
    public async Task Backup_that_is_done_ends_in_files_and_sums()
    {
        Repository repository = await MakeReadyAsync();
        Assert.Equal(("0 B", 0, "Ready"), (repository.Status!.Size, repository.Status.SnapshotCount, repository.Status.Phase));
        Snapshot snapshot = StorageScenario.Snapshot("s1", repository, Noon);
        await StorageScenario.MakeDoneAsync(Client, snapshot, StorageScenario.Done(null), Ct);
        Snapshot? done = await Client.WaitAsync<Snapshot>(
            "default/s1", item => item?.Status is { Phase: SnapshotPhases.Succeeded, Conditions.Count: 2 }, Ct);
        Assert.Equal(("1.500 KiB", true, "NotVerified"), (done!.Status!.Size, done.Status.Integrity, done.Status.VerificationStatus));
        Assert.All(done.Status.Conditions!, condition => Assert.Equal("True", condition.Status));
        Repository? summed = await Client.WaitAsync<Repository>("default/repo", item => item?.Status?.LastBackupTime is not null, Ct);
        Assert.Equal((1, "1.500 KiB", true), (summed!.Status!.SnapshotCount, summed.Status.Size, summed.Status.Integrity));
        Assert.Equal(Noon, summed.Status.LastBackupTime);
        Assert.Equal(["repository/v1/daily/dump"], summed.Status.ComponentPaths);
        Assert.Equal(("s1", "Succeeded"), (summed.Status.RecentSnapshots![0].Name, summed.Status.RecentSnapshots[0].Phase));
        await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.TotalSize == "1.500 KiB", Ct);
        Assert.Contains("phase: Succeeded", await File.ReadAllTextAsync(_buckets["b/app/snapshots/s1.yaml"], Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_backup_is_a_failed_snapshot_that_counts()
    {
        Repository repository = await MakeReadyAsync();
        Snapshot snapshot = StorageScenario.Snapshot("s1", repository, Noon);
        await StorageScenario.MakeDoneAsync(Client, snapshot, StorageScenario.Done(null, phase: SnapshotPhases.Failed), Ct);
        await Client.WaitAsync<Snapshot>("default/s1", item => item?.Status?.Phase == SnapshotPhases.Failed, Ct);
        Repository? summed = await Client.WaitAsync<Repository>(
            "default/repo", item => item?.Status?.RecentSnapshots?[0].Phase == SnapshotPhases.Failed, Ct);
        Assert.Equal((1, null), (summed!.Status!.SnapshotCount, summed.Status.LastBackupTime));
        Assert.True(File.Exists(_buckets["b/app/snapshots/s1.yaml"]));
    }

    [Fact]
    public async Task Namespace_that_the_storage_does_not_allow_gets_no_repository()
    {
        await Client.CreateAsync(StorageScenario.Secret(), Ct);
        BackupStorage storage = StorageScenario.Storage();
        await Client.CreateAsync(storage with { Spec = storage.Spec! with { UsagePolicy = null } }, Ct);
        await _cluster.MakeNamespaceAsync("other", Ct);
        await Client.CreateAsync(StorageScenario.Repository(ns: "other"), Ct);
        await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Phase == StoragePhases.Ready, Ct);
        Repository? refused = await Client.WaitAsync<Repository>("other/repo", item => MessageOf(item).Contains("not allowed", StringComparison.Ordinal), Ct);
        Assert.Equal(StoragePhases.NotReady, refused!.Status!.Phase);
        Assert.False(Directory.Exists(_buckets["b/app"]));
    }

    [Fact]
    public async Task Directory_of_another_repository_is_refused()
    {
        await MakeReadyAsync();
        await Client.CreateAsync(StorageScenario.Repository("second"), Ct);
        Repository? refused = await Client.WaitAsync<Repository>("default/second", item => MessageOf(item).Length > 0, Ct);
        Assert.Contains("belongs to the Repository default/repo", MessageOf(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_is_deleted_keeps_its_data_and_gives_all_back_when_it_is_made_again()
    {
        Repository repository = await MakeReadyAsync();
        await StorageScenario.MakeDoneAsync(Client, StorageScenario.Snapshot("s1", repository, Noon), StorageScenario.Done(null), Ct);
        await Client.WaitAsync<Repository>("default/repo", item => item?.Status?.LastBackupTime is not null, Ct);
        await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.TotalSize == "1.500 KiB", Ct);
        await Client.DeleteAsync<BackupStorage>(new NamespacedName("default", "store"), new DeleteRequest(), Ct);
        await Client.WaitGoneAsync<BackupStorage>("default/store", Ct);
        Assert.Null(await Client.FindAsync<Repository>(new NamespacedName("default", "repo"), Ct));
        Assert.Null(await Client.FindAsync<Snapshot>(new NamespacedName("default", "s1"), Ct));
        await Client.CreateAsync(StorageScenario.Storage("again"), Ct);
        BackupStorage? again = await Client.WaitAsync<BackupStorage>("default/again", item => item?.Status?.TotalSize == "1.500 KiB", Ct);
        Assert.True(Assert.Single(again!.Status!.Repositories!).Synced);
        Repository? back = await Client.WaitAsync<Repository>("default/repo", item => item?.Status?.Phase == StoragePhases.Ready, Ct);
        Assert.Equal("again", back!.Spec!.StorageRef!.Name);
        Snapshot? old = await Client.WaitAsync<Snapshot>("default/s1", item => item?.Status?.Phase == SnapshotPhases.Succeeded, Ct);
        Assert.Equal(Noon, old!.Status!.SnapshotTime);
        Assert.Equal(back.Metadata.Uid, Assert.Single(old.Metadata.OwnerReferences).Uid);
    }

    [Fact]
    public async Task Storage_that_is_wiped_out_leaves_nothing()
    {
        await MakeReadyAsync(StorageScenario.Storage(deletionPolicy: DeletionPolicies.WipeOut));
        Directory.CreateDirectory(_buckets["b/app/repository/v1/daily/dump/data"]);
        await File.WriteAllTextAsync(_buckets["b/app/repository/v1/daily/dump/data/pack"], "x", Ct);
        await Client.DeleteAsync<BackupStorage>(new NamespacedName("default", "store"), new DeleteRequest(), Ct);
        await Client.WaitGoneAsync<BackupStorage>("default/store", Ct);
        Assert.Empty(Directory.GetFiles(_buckets["b"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Storage_whose_secret_vanished_can_still_be_deleted()
    {
        await MakeReadyAsync(StorageScenario.Storage(deletionPolicy: DeletionPolicies.WipeOut));
        await Client.DeleteAsync<V1Secret>(new NamespacedName("default", "creds"), new DeleteRequest(), Ct);
        await Client.DeleteAsync<BackupStorage>(new NamespacedName("default", "store"), new DeleteRequest(), Ct);
        await Client.WaitGoneAsync<BackupStorage>("default/store", Ct);
        Assert.Contains(_operator.Events.All, item => item.Reason == "DataLeftBehind");
        Assert.True(File.Exists(_buckets["b/app/repository.yaml"]));
    }

    [Fact]
    public async Task Repository_that_is_wiped_out_leaves_its_neighbours_alone_and_does_not_come_back()
    {
        await MakeReadyAsync();
        await Client.CreateAsync(StorageScenario.Repository("second", path: "/app2", deletionPolicy: DeletionPolicies.WipeOut), Ct);
        await Client.WaitAsync<Repository>("default/second", item => item?.Status?.Phase == StoragePhases.Ready, Ct);
        await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Repositories?.Count == 2, Ct);
        await Client.DeleteAsync<Repository>(new NamespacedName("default", "second"), new DeleteRequest(), Ct);
        await Client.WaitGoneAsync<Repository>("default/second", Ct);
        Assert.False(File.Exists(_buckets["b/app2/repository.yaml"]));
        Assert.True(File.Exists(_buckets["b/app/repository.yaml"]));
        await Client.WaitAsync<BackupStorage>("default/store", item => item?.Status?.Repositories?.Count == 1, Ct);
        Assert.DoesNotContain("second", await File.ReadAllTextAsync(_buckets["b/metadata.yaml"], Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_that_is_wiped_out_waits_for_its_job_and_takes_its_file_along()
    {
        Repository repository = await MakeReadyAsync();
        await StorageScenario.MakeDoneAsync(
            Client, StorageScenario.Snapshot("s1", repository, Noon, DeletionPolicies.WipeOut), StorageScenario.Done(null), Ct);
        await Client.WaitAsync<Snapshot>("default/s1", item => item?.Status?.Phase == SnapshotPhases.Succeeded, Ct);
        await Client.DeleteAsync<Snapshot>(new NamespacedName("default", "s1"), new DeleteRequest(), Ct);
        V1Job? job = await Client.WaitAsync<V1Job>("default/cleanup-s1", item => item is not null, Ct);
        Assert.Contains("--snapshot=s1", job!.Spec.Template.Spec.Containers[0].Args);
        Assert.NotNull(await Client.FindAsync<Snapshot>(new NamespacedName("default", "s1"), Ct));
        await CompleteAsync(job);
        await Client.WaitGoneAsync<Snapshot>("default/s1", Ct);
        Assert.False(File.Exists(_buckets["b/app/snapshots/s1.yaml"]));
        Assert.Null(await Client.FindAsync<V1Job>(new NamespacedName("default", "cleanup-s1"), Ct));
    }

    [Fact]
    public async Task Snapshot_whose_data_retention_erased_needs_no_job()
    {
        Repository repository = await MakeReadyAsync();
        Snapshot snapshot = StorageScenario.Snapshot("s1", repository, Noon, DeletionPolicies.WipeOut);
        snapshot.Metadata.Annotations = new Dictionary<string, string> { [LabelKeys.DataErased] = "true" };
        await StorageScenario.MakeDoneAsync(Client, snapshot, StorageScenario.Done(null), Ct);
        await Client.WaitAsync<Snapshot>("default/s1", item => item?.Status?.Phase == SnapshotPhases.Succeeded, Ct);
        await Client.DeleteAsync<Snapshot>(new NamespacedName("default", "s1"), new DeleteRequest(), Ct);
        await Client.WaitGoneAsync<Snapshot>("default/s1", Ct);
        Assert.False(File.Exists(_buckets["b/app/snapshots/s1.yaml"]));
    }

    private static string MessageOf(Repository? repository) =>
        ConditionChanges.Find(repository?.Status?.Conditions, ConditionTypes.RepositoryInitialized)?.Message ?? "";

    private async Task<Repository> MakeReadyAsync(BackupStorage? storage = null)
    {
        await Client.CreateAsync(StorageScenario.Secret(), Ct);
        await Client.CreateAsync(storage ?? StorageScenario.Storage(), Ct);
        await Client.CreateAsync(StorageScenario.Repository(), Ct);
        return (await Client.WaitAsync<Repository>("default/repo", item => item?.Status?.Phase == StoragePhases.Ready, Ct))!;
    }

    /// <summary>Ends a Job's pod as a node would; the control plane's own Job controller draws the Job's end from it.</summary>
    private async Task CompleteAsync(V1Job job)
    {
        NamespacedName name = NamespacedName.Of(job);
        await Client.WaitAsync<V1Job>($"{name.Namespace}/{name.Name}", item => item?.Status?.Active == 1, Ct);
        V1Pod pod = Assert.Single(await new FakePods(Client).OfJobAsync(name, Ct));
        JsonObject ended = new() { ["status"] = new JsonObject { ["phase"] = "Succeeded" } };
        await Client.PatchStatusAsync<V1Pod>(NamespacedName.Of(pod), ended, Ct);
    }
}
