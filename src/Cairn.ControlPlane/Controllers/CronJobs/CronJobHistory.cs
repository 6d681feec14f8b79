using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.CronJobs;

/// <summary>Follows the Jobs of a CronJob from their making to their end, and removes those that are older than its history goes back.</summary>
internal sealed class CronJobHistory(ApiAccess api, EventRecorder events)
{
    /// <summary>Whether a Job has ended, well or not.</summary>
    public static bool IsFinished(JsonObject job) => Ending(job) is not null;

    /// <summary>Deletes finished Jobs beyond the limits, the oldest first.</summary>
    public void Clean(CronJobRun run, List<JsonObject> jobs)
    {
        Clean(run, jobs, "Complete", run.Value.Number("spec", "successfulJobsHistoryLimit"));
        Clean(run, jobs, "Failed", run.Value.Number("spec", "failedJobsHistoryLimit"));
    }

    /// <summary>Brings the list of active Jobs and the time of the last success up to date.</summary>
    public void Follow(CronJobRun run, List<JsonObject> jobs)
    {
        foreach (JsonObject job in jobs)
        {
            string uid = job.Text("metadata", "uid") ?? "";
            string name = job.Text("metadata", "name") ?? "";
            bool isListed = run.Active.Exists(item => item.Text("uid") == uid);
            string? ending = Ending(job);
            if (!isListed && ending is null)
            {
                events.Warning(run.Value, "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {name}");
            }
            else if (isListed && ending is not null)
            {
                run.Active.RemoveAll(item => item.Text("uid") == uid);
                events.Normal(run.Value, "SawCompletedJob", $"Saw completed job: {name}, condition: {ending}");
            }

            if (ending == "Complete" && job.Time("status", "completionTime") is { } time && (run.LastSuccess is null || time > run.LastSuccess))
            {
                run.LastSuccess = time;
            }
        }

        foreach (JsonObject missing in run.Active.Where(item => !jobs.Exists(job => job.Text("metadata", "uid") == item.Text("uid"))).ToList())
        {
            run.Active.Remove(missing);
            events.Normal(run.Value, "MissingJob", $"Active job went missing: {missing.Text("name")}");
        }
    }

    /// <summary>Deletes the Jobs that still run, to make room for the next.</summary>
    public void EndActive(CronJobRun run)
    {
        foreach (JsonObject item in run.Active)
        {
            Delete(run, item.Text("name") ?? "", item.Text("uid") ?? "");
        }

        run.Active.Clear();
    }

    private void Clean(CronJobRun run, List<JsonObject> jobs, string ending, long? limit)
    {
        List<JsonObject> finished = [.. jobs.Where(job => Ending(job) == ending)];
        int surplus = limit is null ? 0 : (int)Math.Max(0, finished.Count - limit.Value);
        foreach (JsonObject job in finished
            .OrderBy(job => job.Time("status", "startTime") ?? job.Time("metadata", "creationTimestamp"))
            .ThenBy(job => job.Text("metadata", "name"), StringComparer.Ordinal)
            .Take(surplus))
        {
            Delete(run, job.Text("metadata", "name") ?? "", job.Text("metadata", "uid") ?? "");
        }
    }

    private void Delete(CronJobRun run, string name, string uid)
    {
        api.Delete(new ObjectKey(ResourceNames.Jobs, run.Key.Namespace, name), uid, "Background", null);
        events.Normal(run.Value, "SuccessfulDelete", $"Deleted job {name}");
    }

    private static string? Ending(JsonObject job) => (job.At("status", "conditions") as JsonArray ?? [])
        .FirstOrDefault(condition => condition.Text("type") is "Complete" or "Failed" && condition.Text("status") == "True")
        .Text("type");
}
