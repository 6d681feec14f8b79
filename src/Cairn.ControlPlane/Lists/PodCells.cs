using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Lists;

/// <summary>The cells of a Pod in tables: how many of its containers are ready, and the one word that says how it is.</summary>
internal static class PodCells
{
    private const string None = "<none>";

    /// <summary>The cells after the name.</summary>
    public static JsonNode?[] Of(JsonObject pod, string age, DateTimeOffset now)
    {
        List<JsonNode> containers = Statuses(pod, "containerStatuses");
        int wanted = (pod.At("spec", "containers") as JsonArray)?.Count ?? 0;
        return
        [
            $"{containers.Count(item => item.IsTrue("ready") && item.At("state", "running") is not null)}/{wanted}",
            Status(pod, containers),
            Restarts(containers, now),
            age,
            pod.Text("status", "podIP") is { Length: > 0 } ip ? ip : None,
            pod.Text("spec", "nodeName") is { Length: > 0 } node ? node : None,
            pod.Text("status", "nominatedNodeName") is { Length: > 0 } nominated ? nominated : None,
            None,
        ];
    }

    private static List<JsonNode> Statuses(JsonObject pod, string name) => [.. (pod.At("status", name) as JsonArray ?? []).OfType<JsonNode>()];

    private static string Status(JsonObject pod, List<JsonNode> containers)
    {
        string reason = pod.Text("status", "reason") is { Length: > 0 } given ? given : pod.Text("status", "phase") ?? "";
        string? initializing = Initializing(pod);
        if (initializing is not null)
        {
            reason = initializing;
        }
        else
        {
            bool isRunning = false;
            foreach (JsonNode container in Enumerable.Reverse(containers))
            {
                reason = Reason(container) ?? reason;
                isRunning |= container.IsTrue("ready") && container.At("state", "running") is not null;
            }

            // A Pod whose other containers still run is not done.
            reason = reason == "Completed" && isRunning ? "Running" : reason;
        }

        return pod.Text("metadata", "deletionTimestamp") is null ? reason
            : pod.Text("status", "phase") is "Succeeded" or "Failed" ? reason : "Terminating";
    }

    private static string? Reason(JsonNode container)
    {
        JsonNode? state = container.At("state");
        return state.Text("waiting", "reason") is { Length: > 0 } waiting ? waiting
            : state.At("terminated") is not { } ended ? null
            : ended.Text("reason") is { Length: > 0 } reason ? reason
            : ended.Number("signal") is > 0 and var signal ? $"Signal:{signal}" : $"ExitCode:{ended.Number("exitCode") ?? 0}";
    }

    private static string? Initializing(JsonObject pod)
    {
        int total = (pod.At("spec", "initContainers") as JsonArray)?.Count ?? 0;
        int done = 0;
        foreach (JsonNode container in Statuses(pod, "initContainerStatuses"))
        {
            if (container.Number("state", "terminated", "exitCode") == 0)
            {
                done++;
                continue;
            }

            return Reason(container) is { } reason and not "PodInitializing" ? $"Init:{reason}" : $"Init:{done}/{total}";
        }

        return null;
    }

    private static string Restarts(List<JsonNode> containers, DateTimeOffset now)
    {
        long count = containers.Sum(container => container.Number("restartCount") ?? 0);
        string? last = containers.Select(container => container.Text("lastState", "terminated", "finishedAt")).Where(time => time is not null).Max();
        return count == 0 || last is null ? $"{count}" : $"{count} ({Ages.Since(last, now)} ago)";
    }
}
