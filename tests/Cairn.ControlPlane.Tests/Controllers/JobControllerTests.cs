using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Tests.Controllers;

/// <summary>Jobs over time. How a single Job looks at each of its steps is held against a real server in <see cref="TraceReplayTests"/>.</summary>
public sealed class JobControllerTests
{
    private const string Jobs = "apis/batch/v1/namespaces/default/jobs";
    private const string Pods = "api/v1/namespaces/default/pods";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_waits_longer_after_each_failure_before_it_makes_another_pod()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(Jobs, Job("retry", """ "backoffLimit": 5 """), Cancellation);
        int pods = 1;
        foreach (int seconds in (int[])[10, 20, 40])
        {
            List<JsonObject> made = await server.UntilCountAsync(Pods, pods++, Cancellation);
            await EndAsync(server, Unfinished(made), "Failed");
            await server.UntilAsync($"{Jobs}/retry", job => job.Number("status", "failed") == pods - 1, Cancellation);
            server.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
            await server.UntilAsync($"{Jobs}/retry", job => job.Number("status", "active") is null, Cancellation);
            Assert.Equal(pods - 1, (await server.ListAsync(Pods, Cancellation)).Count);
            server.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        await server.UntilCountAsync(Pods, pods, Cancellation);
    }

    [Fact]
    public async Task A_job_with_a_deadline_fails_at_it_and_its_pods_go()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(Jobs, Job("late", """ "activeDeadlineSeconds": 3600 """), Cancellation);
        await server.UntilCountAsync(Pods, 1, Cancellation);
        await server.UntilAsync($"{Jobs}/late", job => job.Number("status", "active") == 1, Cancellation);

        server.Clock.Advance(TimeSpan.FromSeconds(3601));

        JsonObject? job = await server.UntilAsync($"{Jobs}/late", value => Has(value, "Failed"), Cancellation);
        Assert.Equal("DeadlineExceeded", job!["status"]!["conditions"]![1].Text("reason"));
        await server.UntilCountAsync(Pods, 0, Cancellation);
    }

    [Fact]
    public async Task A_finished_job_is_removed_with_its_pods_when_its_time_is_up()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(Jobs, Job("ttl", """ "ttlSecondsAfterFinished": 100 """), Cancellation);
        await EndAsync(server, Assert.Single(await server.UntilCountAsync(Pods, 1, Cancellation)), "Succeeded");
        await server.UntilAsync($"{Jobs}/ttl", job => Has(job, "Complete"), Cancellation);

        server.Clock.Advance(TimeSpan.FromSeconds(99));
        Assert.NotNull(await server.GetAsync($"{Jobs}/ttl", Cancellation));
        server.Clock.Advance(TimeSpan.FromSeconds(2));

        await server.UntilAsync($"{Jobs}/ttl", job => job is null, Cancellation);
        await server.UntilCountAsync(Pods, 0, Cancellation);
    }

    [Fact]
    public async Task An_indexed_job_makes_one_pod_for_each_index_and_names_those_that_are_done()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(Jobs, Job("parts", """ "completionMode": "Indexed", "completions": 3, "parallelism": 2 """), Cancellation);
        List<JsonObject> pods = await server.UntilCountAsync(Pods, 2, Cancellation);
        Assert.Equal(["0", "1"], pods.Select(Index).Order());

        await EndAsync(server, pods.Single(pod => Index(pod) == "1"), "Succeeded");

        pods = await server.UntilCountAsync(Pods, 3, Cancellation);
        Assert.Equal("1", (await server.GetAsync($"{Jobs}/parts", Cancellation)).Text("status", "completedIndexes"));
        foreach (JsonObject pod in pods.Where(pod => Index(pod) != "1"))
        {
            await EndAsync(server, pod, "Succeeded");
        }

        JsonObject? job = await server.UntilAsync($"{Jobs}/parts", value => Has(value, "Complete"), Cancellation);
        Assert.Equal(("0-2", 3L), (job.Text("status", "completedIndexes"), job.Number("status", "succeeded")));
    }

    [Fact]
    public async Task A_job_counts_each_of_its_pods_once_however_many_run_at_a_time()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(Jobs, Job("many", """ "completions": 7, "parallelism": 3 """), Cancellation);
        HashSet<string> ended = [];
        while (ended.Count < 7)
        {
            await server.UntilAsync(Pods, list => list!["items"]!.AsArray().Any(pod => !ended.Contains(NameOf(pod))), Cancellation);
            foreach (JsonObject pod in (await server.ListAsync(Pods, Cancellation)).Where(pod => ended.Add(NameOf(pod))))
            {
                await EndAsync(server, pod, "Succeeded");
            }
        }

        JsonObject? job = await server.UntilAsync($"{Jobs}/many", value => Has(value, "Complete"), Cancellation);
        Assert.Equal(7, job.Number("status", "succeeded"));
        Assert.Equal(7, (await server.ListAsync(Pods, Cancellation)).Count);
    }

    private static string Job(string name, string spec) => $$"""
        {
          "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "{{name}}" },
          "spec": { {{spec}}, "template": { "spec": { "restartPolicy": "Never", "containers": [ { "name": "c", "image": "example.org/tool:1" } ] } } }
        }
        """;

    private static Task<JsonObject> EndAsync(TestServer server, JsonObject pod, string phase) =>
        server.PatchAsync($"{Pods}/{NameOf(pod)}/status", $$"""
            { "status": { "phase": "{{phase}}", "containerStatuses": [ { "name": "c", "ready": false, "restartCount": 0, "image": "i", "imageID": "", "state":
              { "terminated": { "exitCode": 1, "finishedAt": "{{Times.Show(server.Clock.GetUtcNow())}}" } } } ] } }
            """, Cancellation);

    private static JsonObject Unfinished(IEnumerable<JsonObject> pods) => pods.Single(pod => pod.Text("status", "phase") == "Pending");

    private static string NameOf(JsonNode? pod) => pod.Text("metadata", "name")!;

    private static string Index(JsonObject pod) => pod.Text("metadata", "annotations", "batch.kubernetes.io/job-completion-index")!;

    private static bool Has(JsonObject? job, string condition) =>
        (job.At("status", "conditions") as JsonArray ?? []).Any(item => item.Text("type") == condition && item.Text("status") == "True");
}
