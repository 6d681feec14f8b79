using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods;

namespace Cairn.ControlPlane.Tests.Pods;

/// <summary>Pods that run as processes of this machine. The image <c>shell</c> stands for <c>/bin/sh</c>.</summary>
public sealed class PodRunnerTests
{
    private const string Pods = "api/v1/namespaces/default/pods";
    private const string Jobs = "apis/batch/v1/namespaces/default/jobs";

    private static readonly RunnerOptions Options = new() { Programs = new Dictionary<string, string> { ["shell"] = "/bin/sh" } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_runs_its_pod_to_completion_and_the_log_has_its_output()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation, Options);
        string pod = Pod("hello", "echo out; echo err >&2");
        JsonObject job = new()
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = "hello" },
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = JsonNode.Parse(pod)!["spec"]!.DeepClone() } },
        };
        await server.CreateAsync(Jobs, job.ToText(), Cancellation);

        await server.UntilAsync($"{Jobs}/hello", value => value.Number("status", "succeeded") == 1, Cancellation);

        JsonObject made = Assert.Single(await server.ListAsync(Pods, Cancellation));
        Assert.Equal("Succeeded", made.Text("status", "phase"));
        string log = await server.Http.GetStringAsync(new Uri($"{Pods}/{made.Text("metadata", "name")}/log", UriKind.Relative), Cancellation);
        Assert.Equal(["err", "out"], log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$$$", 137)]
    [InlineData("kill -15 $$$$", 143)]
    public async Task A_container_that_fails_makes_its_pod_fail_with_the_exit_code(string script, int code)
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation, Options);
        await server.CreateAsync(Pods, Pod("bad", script), Cancellation);

        JsonObject? pod = await server.UntilAsync($"{Pods}/bad", value => value.Text("status", "phase") == "Failed", Cancellation);

        JsonNode? state = pod!["status"]!["containerStatuses"]![0].At("state", "terminated");
        Assert.Equal((code, "Error"), ((int)state.Number("exitCode")!, state.Text("reason")));
    }

    [Fact]
    public async Task Any_other_image_makes_the_pod_fail_with_an_event_that_says_why()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation, Options);
        await server.CreateAsync(Pods, Pod("foreign", "true").Replace("\"shell\"", "\"docker.io/library/nginx:1\"", StringComparison.Ordinal), Cancellation);

        JsonObject? pod = await server.UntilAsync($"{Pods}/foreign", value => value.Text("status", "phase") == "Failed", Cancellation);

        Assert.Equal("ImageCannotRun", pod.Text("status", "reason"));
        JsonObject news = Assert.Single(await server.ListAsync("api/v1/namespaces/default/events", Cancellation), item => item.Text("reason") == "Failed");
        Assert.Contains("docker.io/library/nginx:1", news.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_pod_gets_its_time_to_end_and_is_killed_after_it()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation, Options);
        await server.CreateAsync(Pods, Pod("stubborn", "trap 'echo asked' TERM; echo ready; while true; do sleep 0.1; done"), Cancellation);
        await server.UntilLogAsync($"{Pods}/stubborn/log", "ready", Cancellation);

        await server.PatchAsync($"{Pods}/stubborn", """{ "metadata": { "finalizers": [ "example.com/hold" ] } }""", Cancellation);
        await server.DeleteAsync($"{Pods}/stubborn", "Background&gracePeriodSeconds=1", Cancellation);

        JsonObject? pod = await server.UntilAsync($"{Pods}/stubborn", value => value.Text("status", "phase") == "Failed", Cancellation);
        Assert.Equal(137, pod!["status"]!["containerStatuses"]![0].Number("state", "terminated", "exitCode"));
        await server.UntilLogAsync($"{Pods}/stubborn/log", "asked", Cancellation);
        await server.PatchAsync($"{Pods}/stubborn", """{ "metadata": { "finalizers": null } }""", Cancellation);
        await server.UntilAsync($"{Pods}/stubborn", value => value is null, Cancellation);
    }

    private static string Pod(string name, string script) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "shell", ["args"] = new JsonArray("-c", script) }),
        },
    }.ToText();
}
