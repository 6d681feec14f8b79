using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.CronJobs;

/// <summary>Makes the Jobs of a CronJob.</summary>
internal static class CronJobFactory
{
    private const string TimeAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    /// <summary>The Job of a time. Its name is that of the CronJob and the minutes since 1970, so that no time gets two Jobs.</summary>
    public static JsonObject Make(JsonObject cronJob, DateTimeOffset time, TimeZoneInfo zone)
    {
        JsonNode? template = cronJob.At("spec", "jobTemplate");
        JsonObject metadata = new() { ["name"] = $"{cronJob.Text("metadata", "name")}-{time.ToUnixTimeSeconds() / 60}" };
        if (template.At("metadata", "labels") is JsonObject labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        metadata["annotations"] = template.At("metadata", "annotations")?.DeepClone() as JsonObject ?? [];
        metadata.Map("annotations")[TimeAnnotation] = Show(time, zone);
        metadata["ownerReferences"] = new JsonArray(Owners.Reference(cronJob));
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = metadata,
            ["spec"] = template.At("spec")?.DeepClone(),
        };
    }

    /// <summary>A reference to a Job for the list of active ones.</summary>
    public static JsonObject Reference(JsonObject job) => new()
    {
        ["apiVersion"] = "batch/v1",
        ["kind"] = "Job",
        ["namespace"] = job.Text("metadata", "namespace"),
        ["name"] = job.Text("metadata", "name"),
        ["uid"] = job.Text("metadata", "uid"),
        ["resourceVersion"] = job.Text("metadata", "resourceVersion"),
    };

    private static string Show(DateTimeOffset time, TimeZoneInfo zone) =>
        zone.Equals(TimeZoneInfo.Utc) ? Times.Show(time)
            : TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
