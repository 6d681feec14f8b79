using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Jobs;
using Cairn.Operator.Statuses;
using Cairn.Operator.Tests.Support;
using k8s.Models;

namespace Cairn.Operator.Tests.Controllers;

/// <summary>Restores from data source to end, on a real API server with stand-ins for pods and storage.</summary>
public sealed class RestoreFlowTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_of_latest_pauses_backups_and_resumes_them()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        await world.ApplyAsync(Manifests.Restore(), Ct);
        RestoreSession running = await world.UntilAsync<RestoreSession>("restore", item => Has(item, ConditionTypes.RestoreExecutorEnsured), Ct);
        BackupConfiguration paused = await PlanAsync(world);

        await FinishJobAsync(world, "restore");
        RestoreSession session = await EndAsync(world);

        Assert.Equal(["plan"], running.Status!.PausedBackups!.Select(item => item.Name));
        Assert.True(paused.Spec!.Paused);
        Assert.Equal((RestorePhases.Succeeded, true), (session.Status!.Phase, session.Status.TargetFound));
        Assert.Equal(["Snapshot", "Addon"], session.Status.Dependencies!.Select(item => item.Kind));
        Assert.StartsWith("plan-one-plan-daily-", session.Status.Dependencies![0].Name, StringComparison.Ordinal);
        Assert.NotEqual(true, (await PlanAsync(world)).Spec!.Paused);
        V1Job job = (await world.Client.FindAsync<V1Job>(new NamespacedName(world.Namespace, "restore"), Ct))!;
        Assert.Contains($"--snapshot={session.Status.Dependencies[0].Name}", job.Spec.Template.Spec.Containers[0].Args);
    }

    [Theory]
    [InlineData("ReportFailure", "source database: connection refused")]
    [InlineData("Crash", "exit code 137")]
    [InlineData("EndSilently", "without having finished the restore")]
    public async Task Job_that_ends_badly_fails_the_restore_and_resumes_backups(string behaviour, string reason)
    {
        await using OperatorWorld world = await StartAsync(Enum.Parse<JobBehaviour>(behaviour));
        await world.ApplyAsync(Manifests.Restore(), Ct);

        RestoreSession session = await EndAsync(world);

        Assert.Equal(RestorePhases.Failed, session.Status!.Phase);
        await OperatorWorld.UntilAsync(
            () => Task.FromResult(world.Events.All.Any(item => item.Object == "restore" && item.Message.Contains(reason, StringComparison.Ordinal))),
            "an event with the reason", Ct);
        Assert.NotEqual(true, (await PlanAsync(world)).Spec!.Paused);
    }

    [Fact]
    public async Task Restore_that_takes_longer_than_its_timeout_is_stopped()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        await world.ApplyAsync(Manifests.Restore(extra: "restoreTimeout: 1h"), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => Has(item, ConditionTypes.RestoreExecutorEnsured), Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(61));
        RestoreSession session = await EndAsync(world);

        Assert.Equal(RestorePhases.Failed, session.Status!.Phase);
        string reason = Conditions.Find(session.Status.Conditions, ConditionTypes.RestoreIncomplete)!.Message!;
        Assert.Contains("restoreTimeout of 1h", reason, StringComparison.Ordinal);
        Assert.Null(await world.Client.FindAsync<V1Job>(new NamespacedName(world.Namespace, "restore"), Ct));
        Assert.NotEqual(true, (await PlanAsync(world)).Spec!.Paused);
    }

    [Fact]
    public async Task Deleted_restore_takes_its_job_and_resumes_backups()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        await world.ApplyAsync(Manifests.Restore(), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => Has(item, ConditionTypes.RestoreExecutorEnsured), Ct);

        await world.Client.DeleteAsync<RestoreSession>(new NamespacedName(world.Namespace, "restore"), new DeleteRequest(), Ct);

        await OperatorWorld.UntilAsync(async () => (await world.ListAsync<RestoreSession>(Ct)).Count == 0, "the restore is gone", Ct);
        Assert.Null(await world.Client.FindAsync<V1Job>(new NamespacedName(world.Namespace, "restore"), Ct));
        Assert.NotEqual(true, (await PlanAsync(world)).Spec!.Paused);
        Assert.DoesNotContain(await world.ListAsync<V1Role>(Ct), role => role.Metadata.Name == "restore");
    }

    [Fact]
    public async Task Two_restores_of_a_target_resume_backups_when_the_last_one_ends()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        foreach (string name in (string[])["restore-a", "restore-b"])
        {
            await world.ApplyAsync(Manifests.Restore(name), Ct);
            await world.UntilAsync<RestoreSession>(name, item => Has(item, ConditionTypes.RestoreExecutorEnsured), Ct);
        }

        await FinishJobAsync(world, "restore-a");
        await world.UntilAsync<RestoreSession>("restore-a", item => Has(item, ConditionTypes.MetricsPushed), Ct);
        BackupConfiguration between = await PlanAsync(world);
        await FinishJobAsync(world, "restore-b");
        await world.UntilAsync<RestoreSession>("restore-b", item => Has(item, ConditionTypes.MetricsPushed), Ct);

        Assert.True(between.Spec!.Paused);
        Assert.NotEqual(true, (await PlanAsync(world)).Spec!.Paused);
    }

    [Fact]
    public async Task Plan_that_its_user_paused_stays_paused()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Succeed);
        await world.Client.PatchAsync<BackupConfiguration>(
            new NamespacedName(world.Namespace, "plan"),
            new System.Text.Json.Nodes.JsonObject { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["paused"] = true } }, Ct);
        await OperatorWorld.UntilAsync(async () => (await world.ListAsync<V1CronJob>(Ct))[0].Spec.Suspend == true, "the schedule is suspended", Ct);

        await world.ApplyAsync(Manifests.Restore(), Ct);
        RestoreSession session = await EndAsync(world);

        Assert.Equal(RestorePhases.Succeeded, session.Status!.Phase);
        Assert.True((await PlanAsync(world)).Spec!.Paused);
    }

    [Theory]
    [InlineData("snapshot: none", "There is no Snapshot")]
    [InlineData("pitr: {targetTime: \"2020-01-01T00:00:00Z\"}", "has no Snapshot that succeeded and is not after 2020-01-01")]
    [InlineData("snapshot: latest, components: [manifest]", "has no component manifest: it has dump")]
    public async Task Data_source_that_is_not_there_fails_the_restore_in_time(string source, string reason)
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Succeed);
        await world.ApplyAsync(Manifests.Restore(source: source), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => Has(item, ConditionTypes.ValidationPassed), Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(11));
        RestoreSession session = await EndAsync(world);

        Assert.Equal(RestorePhases.Failed, session.Status!.Phase);
        Assert.Contains(reason, Conditions.Find(session.Status.Conditions, ConditionTypes.RestoreExecutorEnsured)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_comes_later_is_waited_for()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Succeed);
        await world.ApplyAsync(Manifests.Restore().Replace("name: db", "name: later", StringComparison.Ordinal), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => item.Status?.TargetFound == false, Ct);

        await world.ApplyAsync(
            """
            apiVersion: appcatalog.appscode.com/v1alpha1
            kind: AppBinding
            metadata: {name: later, namespace: NS}
            spec: {clientConfig: {url: "postgres://db.example:5432/demo"}, secret: {name: db-auth}}
            """,
            Ct);
        RestoreSession session = await EndAsync(world);

        Assert.Equal((RestorePhases.Succeeded, true), (session.Status!.Phase, session.Status.TargetFound));
        Assert.Empty(session.Status.PausedBackups!);
    }

    [Fact]
    public async Task Restore_without_snapshot_is_invalid_until_it_is_mended()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Succeed);
        await world.ApplyAsync(Manifests.Restore(source: "snapshot: \"\""), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => item.Status?.Phase == RestorePhases.Invalid, Ct);

        await world.Client.PatchAsync<RestoreSession>(
            new NamespacedName(world.Namespace, "restore"),
            System.Text.Json.Nodes.JsonNode.Parse("""{"spec":{"dataSource":{"snapshot":"latest"}}}""")!.AsObject(), Ct);
        RestoreSession session = await EndAsync(world);

        Assert.Equal(RestorePhases.Succeeded, session.Status!.Phase);
    }

    [Theory]
    [InlineData("All", RestorePhases.Succeeded)]
    [InlineData("Same", RestorePhases.Failed)]
    public async Task Restore_from_another_namespace_needs_the_storages_permission(string scope, string phase)
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Succeed, scope);
        string text = Manifests.Restore(source: "snapshot: latest, namespace: NS")
            .Replace("metadata: {name: restore, namespace: NS}", "metadata: {name: restore, namespace: OTHER}", StringComparison.Ordinal)
            .Replace("encryptionSecret: {name: encrypt}", "encryptionSecret: {name: encrypt, namespace: NS}", StringComparison.Ordinal);
        await world.ApplyAsync(text, Ct);

        RestoreSession? session = null;
        NamespacedName name = new(world.OtherNamespace, "restore");
        await OperatorWorld.UntilAsync(
            async () => Has(session = await world.Client.FindAsync<RestoreSession>(name, Ct), ConditionTypes.MetricsPushed), "the restore ended", Ct);

        Assert.Equal(phase, session!.Status!.Phase);
        Assert.Equal(phase == RestorePhases.Succeeded, await world.Client.FindAsync<V1Role>(
            new NamespacedName(world.Namespace, $"{world.OtherNamespace}-restore"), Ct) is not null);
    }

    private static bool Has(RestoreSession? session, string condition) => Conditions.Has(session?.Status?.Conditions, condition);

    /// <summary>A world with one good backup, in which restores go as they are told to.</summary>
    private async Task<OperatorWorld> StartAsync(JobBehaviour restore, string scope = "All")
    {
        OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 2, Ct);
        world.Pods.Behaviours[Components.Restore] = restore;
        await world.ApplyAsync(Manifests.Surroundings.Replace("from: All", $"from: {scope}", StringComparison.Ordinal), Ct);
        await world.ApplyAsync(Manifests.Plan(), Ct);
        await world.StartOperatorAsync();
        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<BackupSession>(Ct)).Any(item => item.Status?.Phase == BackupSessionPhases.Succeeded), "a good backup", Ct);
        return world;
    }

    private static Task<RestoreSession> EndAsync(OperatorWorld world) =>
        world.UntilAsync<RestoreSession>("restore", item => Has(item, ConditionTypes.MetricsPushed), Ct);

    private static async Task<BackupConfiguration> PlanAsync(OperatorWorld world) =>
        (await world.Client.FindAsync<BackupConfiguration>(new NamespacedName(world.Namespace, "plan"), Ct))!;

    private static async Task FinishJobAsync(OperatorWorld world, string name)
    {
        await world.Pods.FinishAsync(new NamespacedName(world.Namespace, name), Ct);
    }
}
