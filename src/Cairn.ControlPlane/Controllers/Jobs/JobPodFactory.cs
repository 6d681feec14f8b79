using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>Makes the Pods of a Job from its template.</summary>
internal static class JobPodFactory
{
    private const string IndexVariable = "JOB_COMPLETION_INDEX";

    /// <summary>A new Pod.</summary>
    /// <param name="job">The Job.</param>
    /// <param name="index">Its place in an indexed Job; null for none.</param>
    public static JsonObject Make(JsonObject job, int? index)
    {
        JsonObject metadata = job.At("spec", "template", "metadata")?.DeepClone() as JsonObject ?? [];
        string name = job.Text("metadata", "name") ?? "";
        metadata.Remove("creationTimestamp");
        metadata["generateName"] = index is null ? $"{name}-" : $"{name}-{index}-";
        metadata["finalizers"] = new JsonArray(JobPod.TrackingFinalizer);
        metadata["ownerReferences"] = new JsonArray(Owners.Reference(job));
        JsonObject spec = (JsonObject)job.At("spec", "template", "spec")!.DeepClone();
        if (index is { } place)
        {
            string text = place.ToString(CultureInfo.InvariantCulture);
            metadata.Map("annotations")[JobPod.IndexAnnotation] = text;
            metadata.Map("labels")[JobPod.IndexAnnotation] = text;
            spec["hostname"] ??= $"{name}-{index}";
            TellIndex(spec);
        }

        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = spec };
    }

    private static void TellIndex(JsonObject spec)
    {
        foreach (JsonObject container in ((string[])["initContainers", "containers"])
            .SelectMany(list => spec[list] as JsonArray ?? []).OfType<JsonObject>())
        {
            JsonArray env = container["env"] as JsonArray ?? [];
            if (env.Any(variable => variable.Text("name") == IndexVariable))
            {
                continue;
            }

            env.Add((JsonNode)new JsonObject
            {
                ["name"] = IndexVariable,
                ["valueFrom"] = new JsonObject
                {
                    ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = $"metadata.annotations['{JobPod.IndexAnnotation}']" },
                },
            });
            container["env"] ??= env;
        }
    }
}
