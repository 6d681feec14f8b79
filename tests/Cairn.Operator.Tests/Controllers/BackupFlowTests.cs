using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Jobs;
using Cairn.Operator.Statuses;
using Cairn.Operator.Tests.Support;
using k8s.Models;

namespace Cairn.Operator.Tests.Controllers;

/// <summary>Backups from plan to end, on a real API server with stand-ins for pods and storage.</summary>
public sealed class BackupFlowTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private const string OtherSession = """
        {"spec": {"sessions": [{
          "name": "weekly",
          "scheduler": {"schedule": "@weekly", "jobTemplate": {}},
          "repositories": [{"name": "plan-one", "backend": "main", "directory": "/plan/one", "encryptionSecret": {"name": "encrypt"}}],
          "addon": {"name": "postgres-addon", "tasks": [{"name": "logical-backup"}]}
        }]}}
        """;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_becomes_ready_and_backs_up_once_at_once()
    {
        await using OperatorWorld world = await StartAsync();

        BackupConfiguration plan = await world.UntilAsync<BackupConfiguration>("plan", item => item.Status?.Phase == PlanPhases.Ready, Ct);
        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Succeeded, session.Status!.Phase);
        Assert.Equal(
            ["SnapshotsEnsured", "BackupExecutorEnsured", "RetentionPolicyExecutorEnsured", "SessionHistoryCleaned", "MetricsPushed"],
            session.Status.Conditions!.Select(item => item.Type));
        Assert.NotNull(session.Status.Duration);
        IReadOnlyList<Snapshot> snapshots = await world.ListAsync<Snapshot>(Ct);
        Assert.Equal(["plan-one", "plan-two"], snapshots.Select(item => item.Spec!.Repository).Order());
        Assert.All(snapshots, item => Assert.Equal(SnapshotPhases.Succeeded, item.Status!.Phase));
        Assert.All(snapshots, item => Assert.Equal("17.2", item.Metadata.Annotations["kubedb.com/db-version"]));
        Assert.Equal([RetentionPhases.Applied, RetentionPhases.Applied], session.Status.RetentionPolicy!.Select(item => item.Phase));
        plan = await world.UntilAsync<BackupConfiguration>("plan", item => item.Status!.Sessions![0].Conditions!.Count == 2, Ct);
        Assert.True(Conditions.IsTrue(plan.Status!.Sessions![0].Conditions, ConditionTypes.InitialBackupTriggered));
        Assert.Single(await world.ListAsync<BackupSession>(Ct));
        V1CronJob trigger = Assert.Single(await world.ListAsync<V1CronJob>(Ct));
        Assert.Equal(("trigger-plan-daily", "0 3 * * *", false), (trigger.Metadata.Name, trigger.Spec.Schedule, trigger.Spec.Suspend));
        Repository repository = (await world.ListAsync<Repository>(Ct))[0];
        Assert.Equal(("/plan/one", "WipeOut"), (repository.Spec!.Path, repository.Spec.DeletionPolicy));
    }

    [Theory]
    [InlineData("ReportFailure", "source database: connection refused")]
    [InlineData("Crash", "exit code 137")]
    [InlineData("EndSilently", "without having finished the backup")]
    [InlineData("Evict", "low on memory")]
    public async Task Job_that_ends_badly_fails_the_session_with_its_reason(string behaviour, string reason)
    {
        await using OperatorWorld world = await StartAsync(Enum.Parse<JobBehaviour>(behaviour));

        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.All(session.Status.Snapshots!, item => Assert.Equal(SnapshotPhases.Failed, item.Phase));
        Snapshot snapshot = (await world.ListAsync<Snapshot>(Ct))[0];
        string told = Conditions.Find(snapshot.Status!.Conditions, ConditionTypes.BackupIncomplete)?.Message ?? snapshot.Status.Components!["dump"].Error!;
        Assert.Contains(reason, told, StringComparison.Ordinal);
        await OperatorWorld.UntilAsync(
            () => Task.FromResult(world.Events.All.Any(item => item.Message.Contains(reason, StringComparison.Ordinal))), "an event with the reason", Ct);
    }

    [Theory]
    [InlineData("Unschedulable", "0/3 nodes are available")]
    [InlineData("NoImage", "ImagePullBackOff")]
    public async Task Pod_that_does_not_start_is_mentioned_and_then_given_up(string behaviour, string reason)
    {
        await using OperatorWorld world = await StartAsync(Enum.Parse<JobBehaviour>(behaviour));
        string name = (await FirstSessionAsync(world)).Metadata.Name;
        await world.UntilAsync<BackupSession>(name, item => Has(item, ConditionTypes.BackupExecutorEnsured), Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        BackupSession pending = await world.UntilAsync<BackupSession>(name, item => Has(item, "PodHasBeenInPendingStateForLongerThanExpected"), Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        BackupSession session = await EndAsync(world);

        Assert.Contains(reason, pending.Status!.Conditions![^1].Message, StringComparison.Ordinal);
        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.Null(await world.Client.FindAsync<V1Job>(new NamespacedName(world.Namespace, name), Ct));
    }

    [Fact]
    public async Task Backup_that_takes_longer_than_its_timeout_is_stopped()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang, "backupTimeout: 30m");
        string name = (await FirstSessionAsync(world)).Metadata.Name;
        BackupSession running = await world.UntilAsync<BackupSession>(name, item => Has(item, ConditionTypes.BackupExecutorEnsured), Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(31));
        BackupSession session = await EndAsync(world);

        Assert.NotNull(running.Status!.BackupDeadline);
        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.Null(await world.Client.FindAsync<V1Job>(new NamespacedName(world.Namespace, name), Ct));
        Assert.Contains("backupTimeout of 30m", await IncompleteAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_without_progress_is_stopped()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<V1Pod>(Ct)).Any(item => item.Status?.Phase == "Running"), "a pod that runs", Ct);
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(61));
        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.Contains("no progress", await IncompleteAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_deleted_by_hand_fails_the_session_and_is_not_made_again()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        string name = (await FirstSessionAsync(world)).Metadata.Name;
        await world.UntilAsync<BackupSession>(name, item => Has(item, ConditionTypes.BackupExecutorEnsured), Ct);

        await world.Client.DeleteAsync<V1Job>(new NamespacedName(world.Namespace, name), new DeleteRequest(), Ct);
        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.Contains("was deleted", await IncompleteAsync(world), StringComparison.Ordinal);
        Assert.Single(world.Pods.Seen.Keys, item => item.Component == Components.Backup);
    }

    [Fact]
    public async Task Metadata_file_that_is_not_stored_in_time_fails_the_session()
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        world.Storages.IsStoring = false;
        await BeginAsync(world, "");
        string name = (await FirstSessionAsync(world)).Metadata.Name;
        await world.UntilAsync<V1Job>(name, item => item.Status?.Conditions?.Count > 0, Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(16));
        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.Contains("metadata file was not stored", await IncompleteAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_backup_is_tried_again_as_often_as_the_plan_says()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Crash, "retryConfig: {maxRetry: 2, delay: 10m}\n    sessionHistoryLimit: 5");
        BackupSession first = await EndAsync(world);
        Assert.NotNull(first.Status!.NextRetry);
        Assert.False(first.Status.Retried);

        await AdvanceAsync(world, TimeSpan.FromMinutes(11));
        await OperatorWorld.UntilAsync(async () => (await OverAsync(world)).Count == 2, "a second attempt", Ct);
        await AdvanceAsync(world, TimeSpan.FromMinutes(11));
        await OperatorWorld.UntilAsync(async () => (await OverAsync(world)).Count == 3, "a third attempt", Ct);
        await AdvanceAsync(world, TimeSpan.FromMinutes(11));

        BackupSession[] sessions = [.. (await world.ListAsync<BackupSession>(Ct)).OrderByDescending(item => item.Spec!.RetryLeft)];
        Assert.Equal([2, 1, 0], sessions.Select(item => item.Spec!.RetryLeft));
        Assert.Equal([true, true, null], sessions.Select(item => item.Status!.Retried));
        Assert.Null(sessions[^1].Status!.NextRetry);
    }

    [Fact]
    public async Task Backup_is_skipped_while_another_of_the_plan_runs()
    {
        await using OperatorWorld world = await StartAsync(JobBehaviour.Hang);
        string first = (await FirstSessionAsync(world)).Metadata.Name;
        await world.UntilAsync<BackupSession>(first, item => Has(item, ConditionTypes.BackupExecutorEnsured), Ct);

        await world.ApplyAsync(Manifests.Session("by-hand"), Ct);
        BackupSession second = await world.UntilAsync<BackupSession>("by-hand", item => item.Status?.Phase is not null, Ct);

        Assert.Equal(BackupSessionPhases.Skipped, second.Status!.Phase);
        Assert.Contains(first, second.Status.Conditions![0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_that_fails_fails_a_good_backup()
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        world.Pods.Behaviours[Components.Retention] = JobBehaviour.ReportFailure;
        await BeginAsync(world, "");

        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.All(session.Status.Snapshots!, item => Assert.Equal(SnapshotPhases.Succeeded, item.Phase));
        Assert.All(session.Status.RetentionPolicy!, item => Assert.Equal("the storage refused it", item.Error));
    }

    [Fact]
    public async Task Retention_that_ends_without_a_report_is_said()
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        world.Pods.Behaviours[Components.Retention] = JobBehaviour.Crash;
        await BeginAsync(world, "");

        BackupSession session = await EndAsync(world);

        Assert.Equal(BackupSessionPhases.Failed, session.Status!.Phase);
        Assert.True(Conditions.IsTrue(session.Status.Conditions, ConditionTypes.SnapshotCleanupIncomplete));
    }

    [Fact]
    public async Task Task_that_the_addon_does_not_have_makes_the_plan_invalid()
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        await world.ApplyAsync(Manifests.Surroundings, Ct);
        await world.ApplyAsync(Manifests.Plan().Replace("logical-backup", "unheard-of", StringComparison.Ordinal), Ct);
        await world.StartOperatorAsync();

        BackupConfiguration plan = await world.UntilAsync<BackupConfiguration>("plan", item => item.Status?.Phase is not null, Ct);

        Assert.Equal(PlanPhases.Invalid, plan.Status!.Phase);
        Assert.Contains("unheard-of", plan.Status.Conditions![0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_sessions_go_with_what_they_made()
    {
        await using OperatorWorld world = await StartAsync();
        string first = (await EndAsync(world)).Metadata.Name;

        await world.ApplyAsync(Manifests.Session("by-hand"), Ct);
        await world.UntilAsync<BackupSession>("by-hand", item => Has(item, ConditionTypes.MetricsPushed), Ct);

        await OperatorWorld.UntilAsync(
            async () => await world.Client.FindAsync<BackupSession>(new NamespacedName(world.Namespace, first), Ct) is null, "the first session is gone", Ct);
        Assert.DoesNotContain(await world.ListAsync<V1Job>(Ct), job => job.Metadata.OwnerReferences[0].Name == first);
        Assert.DoesNotContain(await world.ListAsync<V1Role>(Ct), role => role.Metadata.OwnerReferences[0].Name == first);
        Assert.Equal(4, (await world.ListAsync<Snapshot>(Ct)).Count);
    }

    [Fact]
    public async Task Paused_plan_suspends_its_schedule_and_skips_backups()
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        await world.ApplyAsync(Manifests.Surroundings, Ct);
        await world.ApplyAsync(Manifests.Plan(extra: "paused: true"), Ct);
        await world.StartOperatorAsync();
        await world.UntilAsync<BackupConfiguration>("plan", item => item.Status?.Phase == PlanPhases.Ready, Ct);

        await world.ApplyAsync(Manifests.Session("by-hand"), Ct);
        BackupSession session = await world.UntilAsync<BackupSession>("by-hand", item => item.Status?.Phase is not null, Ct);

        Assert.Equal(BackupSessionPhases.Skipped, session.Status!.Phase);
        Assert.True((await world.ListAsync<V1CronJob>(Ct))[0].Spec.Suspend);
        Assert.Single(await world.ListAsync<BackupSession>(Ct));
    }

    [Fact]
    public async Task Session_taken_out_of_the_plan_loses_its_trigger()
    {
        await using OperatorWorld world = await StartAsync();
        await EndAsync(world);

        await world.Client.PatchAsync<BackupConfiguration>(
            new NamespacedName(world.Namespace, "plan"), JsonNode.Parse(OtherSession)!.AsObject(), Ct);

        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<V1CronJob>(Ct)).Select(item => item.Metadata.Name).SequenceEqual(["trigger-plan-weekly"]), "one trigger", Ct);
        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<V1Role>(Ct)).All(item => item.Metadata.Name != "trigger-plan-daily"), "no rights of the old trigger", Ct);
    }

    [Fact]
    public async Task Deleted_plan_takes_its_sessions_and_those_repositories_that_it_says()
    {
        await using OperatorWorld world = await StartAsync();
        await EndAsync(world);

        await world.Client.DeleteAsync<BackupConfiguration>(new NamespacedName(world.Namespace, "plan"), new DeleteRequest(), Ct);

        await OperatorWorld.UntilAsync(async () => (await world.ListAsync<BackupConfiguration>(Ct)).Count == 0, "the plan is gone", Ct);
        Assert.Empty(await world.ListAsync<BackupSession>(Ct));
        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<Repository>(Ct)).Select(item => item.Metadata.Name).SequenceEqual(["plan-two"]), "one repository is left", Ct);
    }

    [Fact]
    public async Task Hooks_are_named_as_not_supported_and_the_backup_runs()
    {
        await using OperatorWorld world = await StartAsync(
            JobBehaviour.Succeed, "hooks: {preBackup: [{name: freeze, hookTemplate: {name: freeze, namespace: NS}}]}");

        BackupSession session = await EndAsync(world);

        BackupConfiguration plan = await world.UntilAsync<BackupConfiguration>("plan", item => item.Status?.Phase == PlanPhases.Ready, Ct);
        Assert.Equal(BackupSessionPhases.Succeeded, session.Status!.Phase);
        Assert.Contains("hooks", Conditions.Find(plan.Status!.Conditions, "FeaturesSupported")!.Message, StringComparison.Ordinal);
    }

    private static bool Has(BackupSession session, string condition) => Conditions.Has(session.Status?.Conditions, condition);

    private async Task<OperatorWorld> StartAsync(JobBehaviour backup = JobBehaviour.Succeed, string session = "")
    {
        OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        world.Pods.Behaviours[Components.Backup] = backup;
        await BeginAsync(world, session);
        return world;
    }

    private static async Task BeginAsync(OperatorWorld world, string session)
    {
        await world.ApplyAsync(Manifests.Surroundings, Ct);
        await world.ApplyAsync(Manifests.Plan(session: session), Ct);
        await world.StartOperatorAsync();
    }

    private static async Task<BackupSession> FirstSessionAsync(OperatorWorld world)
    {
        await OperatorWorld.UntilAsync(async () => (await world.ListAsync<BackupSession>(Ct)).Count > 0, "a first session", Ct);
        return (await world.ListAsync<BackupSession>(Ct))[0];
    }

    private static async Task<BackupSession> EndAsync(OperatorWorld world)
    {
        BackupSession session = await FirstSessionAsync(world);
        return await world.UntilAsync<BackupSession>(session.Metadata.Name, item => Has(item, ConditionTypes.MetricsPushed), Ct);
    }

    /// <summary>Puts the clock forward. Timers that were set by the old time would still wait for it, so the sessions are brought up by a change.</summary>
    private static async Task AdvanceAsync(OperatorWorld world, TimeSpan time)
    {
        world.Clock.Advance(time);
        foreach (BackupSession session in await world.ListAsync<BackupSession>(Ct))
        {
            JsonObject patch = new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["advanced"] = $"{world.Clock.GetUtcNow():O}" } } };
            await world.Client.PatchAsync<BackupSession>(NamespacedName.Of(session), patch, Ct);
        }
    }

    private static async Task<IReadOnlyList<BackupSession>> OverAsync(OperatorWorld world) =>
        [.. (await world.ListAsync<BackupSession>(Ct)).Where(item => Has(item, ConditionTypes.MetricsPushed))];

    private static async Task<string> IncompleteAsync(OperatorWorld world) =>
        Conditions.Find((await world.ListAsync<Snapshot>(Ct))[0].Status!.Conditions, ConditionTypes.BackupIncomplete)!.Message!;
}
