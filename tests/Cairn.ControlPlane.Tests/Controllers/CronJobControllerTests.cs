using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Tests.Controllers;

/// <summary>CronJobs over time, with a clock that the test moves. It begins at 10:00:30 on 1 March 2026.</summary>
public sealed class CronJobControllerTests
{
    private const string CronJobs = "apis/batch/v1/namespaces/default/cronjobs";
    private const string Jobs = "apis/batch/v1/namespaces/default/jobs";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_made_at_each_time_of_the_schedule()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(CronJobs, CronJob("tick", "*/5 * * * *", """ "concurrencyPolicy": "Allow" """), Cancellation);
        await server.UntilAsync($"{CronJobs}/tick", value => value is not null, Cancellation);
        Assert.Empty(await server.ListAsync(Jobs, Cancellation));

        server.Clock.Advance(TimeSpan.FromMinutes(5));
        JsonObject job = Assert.Single(await server.UntilCountAsync(Jobs, 1, Cancellation));
        Assert.Equal($"tick-{new DateTimeOffset(2026, 3, 1, 10, 5, 0, TimeSpan.Zero).ToUnixTimeSeconds() / 60}", job.Text("metadata", "name"));
        await server.UntilAsync($"{CronJobs}/tick", value => value.Text("status", "lastScheduleTime") == "2026-03-01T10:05:00Z", Cancellation);

        server.Clock.Advance(TimeSpan.FromMinutes(5));
        await server.UntilCountAsync(Jobs, 2, Cancellation);
    }

    [Fact]
    public async Task Of_many_missed_times_only_the_last_is_made_up_for()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(CronJobs, CronJob("away", "0 * * * *", """ "suspend": true """), Cancellation);
        server.Clock.Advance(TimeSpan.FromHours(300));

        await server.PatchAsync($"{CronJobs}/away", """{ "spec": { "suspend": false } }""", Cancellation);

        await server.UntilAsync($"{CronJobs}/away", value => value.Text("status", "lastScheduleTime") == "2026-03-13T22:00:00Z", Cancellation);
        Assert.Single(await server.ListAsync(Jobs, Cancellation));
        await server.UntilAsync("api/v1/namespaces/default/events",
            list => list!["items"]!.AsArray().Any(item => item.Text("reason") == "TooManyMissedTimes"), Cancellation);
    }

    [Fact]
    public async Task A_time_that_is_longer_ago_than_the_starting_deadline_is_given_up()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(CronJobs, CronJob("strict", "0 12 * * *", """ "startingDeadlineSeconds": 60, "suspend": true """), Cancellation);
        server.Clock.Advance(TimeSpan.FromHours(3));
        await server.PatchAsync($"{CronJobs}/strict", """{ "spec": { "suspend": false } }""", Cancellation);

        server.Clock.Advance(TimeSpan.FromHours(23));

        await server.UntilAsync($"{CronJobs}/strict", value => value.Text("status", "lastScheduleTime") == "2026-03-02T12:00:00Z", Cancellation);
        Assert.Single(await server.ListAsync(Jobs, Cancellation));
    }

    [Fact]
    public async Task A_time_zone_decides_when_a_day_begins()
    {
        await using TestServer server = await TestServer.StartAsync(Cancellation);
        await server.CreateAsync(CronJobs, CronJob("zone", "0 0 * * *", """ "timeZone": "Asia/Kolkata" """), Cancellation);

        server.Clock.Advance(TimeSpan.FromHours(9));

        JsonObject job = Assert.Single(await server.UntilCountAsync(Jobs, 1, Cancellation));
        Assert.Equal("2026-03-02T00:00:00+05:30", job.Text("metadata", "annotations", "batch.kubernetes.io/cronjob-scheduled-timestamp"));
    }

    private static string CronJob(string name, string schedule, string spec) => $$"""
        {
          "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": "{{name}}" },
          "spec": {
            "schedule": "{{schedule}}", {{spec}},
            "jobTemplate": {
              "spec": { "template": { "spec": { "restartPolicy": "Never", "containers": [ { "name": "c", "image": "example.org/tool:1" } ] } } }
            }
          }
        }
        """;
}
