using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Serialization;
using Cairn.Api.Storage;
using Cairn.Operator.Tests.Support;
using k8s.Models;

namespace Cairn.Operator.Tests.Controllers;

/// <summary>
/// The operator is killed at a write of a whole flow (plan, first backup into two repositories, restore), before it or just after it, and another one
/// takes over. However that falls, each run has one Job, no Snapshot is lost or doubled, and everything ends as it would have.
/// </summary>
public sealed class KillTests(SharedCluster shared, ITestOutputHelper output) : IClassFixture<SharedCluster>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_killed_at_any_write_changes_nothing_in_the_end()
    {
        int points = int.Parse(Environment.GetEnvironmentVariable("CASES") ?? "24", System.Globalization.CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);
        (string undisturbed, int writes) = await RunAsync(0, false);
        Assert.InRange(writes, 20, 200);
        output.WriteLine($"A flow has {writes} writes; SEED={seed} CASES={points}");
        Random random = new(seed);
        (int Point, bool IsAfter)[] all = [.. Enumerable.Range(1, writes).SelectMany(point => new[] { (point, false), (point, true) })];
        random.Shuffle(all);

        foreach ((int point, bool isAfter) in Enumerable.Range(0, points).Select(i => all[i % all.Length]))
        {
            (string disturbed, _) = await RunAsync(point, isAfter);
            string when = $"{(isAfter ? "after" : "before")} write {point} (SEED={seed})";
            Assert.True(undisturbed == disturbed, $"Killed {when}:\n{disturbed}\ninstead of\n{undisturbed}");
        }
    }

    /// <summary>Runs the flow, and describes what is there in the end.</summary>
    private async Task<(string State, int Writes)> RunAsync(int killAt, bool isAfter)
    {
        await using OperatorWorld world = await OperatorWorld.StartAsync(shared.Cluster, 1, Ct);
        KillingClient client = new(world.Client, killAt, isAfter);
        try
        {
            await RunAsync(world, client);
            return (await DescribeAsync(world), client.Writes);
        }
        catch (Xunit.Sdk.XunitException error)
        {
            string where = $"killed {(isAfter ? "after" : "before")} write {killAt} of {client.Writes}";
            Assert.Fail($"{where}: {error.Message}\n{await DescribeAsync(world)}\n{string.Join('\n', world.Events.All)}");
            throw;
        }
    }

    private static async Task RunAsync(OperatorWorld world, KillingClient client)
    {
        await world.ApplyAsync(Manifests.Surroundings, Ct);
        await world.ApplyAsync(Manifests.Plan(), Ct);
        await world.StartOperatorAsync(client);
        Task takeOver = TakeOverAsync(world, client);
        await OperatorWorld.UntilAsync(
            async () => (await world.ListAsync<BackupSession>(Ct)).Any(item => Statuses.Conditions.Has(item.Status?.Conditions, ConditionTypes.MetricsPushed)),
            "the backup ended", Ct);
        await world.ApplyAsync(Manifests.Restore(), Ct);
        await world.UntilAsync<RestoreSession>("restore", item => Statuses.Conditions.Has(item.Status?.Conditions, ConditionTypes.MetricsPushed), Ct);
        await world.UntilAsync<BackupConfiguration>(
            "plan", item => item.Status?.Sessions?[0].Conditions?.Count == 2 && item.Status.Phase == PlanPhases.Ready && item.Spec?.Paused != true, Ct);
        if (client.Dead.IsCompleted)
        {
            await takeOver;
        }
    }

    private static async Task TakeOverAsync(OperatorWorld world, KillingClient client)
    {
        await client.Dead;
        await world.StartOperatorAsync();
    }

    private static async Task<string> DescribeAsync(OperatorWorld world)
    {
        List<string> lines =
        [
            .. world.Pods.Seen.Keys.Select(item => $"Job of {item.Component}"),
            .. (await world.ListAsync<V1CronJob>(Ct)).Select(item => $"CronJob {item.Metadata.Name}"),
            .. (await world.ListAsync<V1Role>(Ct)).Select(item => $"Role of {item.Metadata.Labels["app.kubernetes.io/component"]}"),
            .. (await world.ListAsync<Repository>(Ct)).Select(item => $"Repository {item.Metadata.Name}"),
            .. (await world.ListAsync<Snapshot>(Ct)).Select(item => $"Snapshot in {item.Spec!.Repository} {StateOf(item)}"),
            .. (await world.ListAsync<BackupSession>(Ct)).Select(item => $"BackupSession {StateOf(item)}"),
            .. (await world.ListAsync<RestoreSession>(Ct)).Select(item => $"RestoreSession {StateOf(item)}"),
            .. (await world.ListAsync<BackupConfiguration>(Ct)).Select(item => $"BackupConfiguration paused={item.Spec?.Paused == true} {StateOf(item)}"),
        ];
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>The status without times and names, which differ from run to run.</summary>
    private static string StateOf(ApiObject value)
    {
        JsonObject status = ApiJson.Write(value)["status"]!.AsObject();
        IEnumerable<string> ofSessions = (status["sessions"] as JsonArray ?? []).SelectMany(item => Conditions(item!.AsObject()));
        string conditions = string.Join(',', Conditions(status).Concat(ofSessions));
        return $"{status["phase"]} [{conditions}] {(status["pausedBackups"] as JsonArray)?.Count} {(status["snapshots"] as JsonArray)?.Count}";
    }

    private static IEnumerable<string> Conditions(JsonObject status) =>
        (status["conditions"] as JsonArray ?? []).Select(item => $"{item!["type"]}={item["status"]}");
}
