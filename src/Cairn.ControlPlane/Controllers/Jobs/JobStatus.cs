using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>The status of a Job while it is being decided on.</summary>
internal sealed class JobStatus
{
    /// <summary>Reads the status of a Job.</summary>
    public JobStatus(JsonObject job)
    {
        JsonNode? status = job["status"];
        StartTime = status.Text("startTime");
        CompletionTime = status.Text("completionTime");
        Succeeded = status.Number("succeeded") ?? 0;
        Failed = status.Number("failed") ?? 0;
        CompletedIndexes = IndexSet.Parse(status.Text("completedIndexes") ?? "");
        UncountedSucceeded = Texts(status.At("uncountedTerminatedPods", "succeeded"));
        UncountedFailed = Texts(status.At("uncountedTerminatedPods", "failed"));
        Conditions = [.. (status.At("conditions") as JsonArray ?? []).Select(item => (JsonObject)item!.DeepClone())];
    }

    /// <summary>When the Job began; null before, and while it is suspended.</summary>
    public string? StartTime { get; set; }

    /// <summary>When it was complete.</summary>
    public string? CompletionTime { get; set; }

    /// <summary>Pods that run or will run.</summary>
    public long Active { get; set; }

    /// <summary>Pods that are ready.</summary>
    public long Ready { get; set; }

    /// <summary>Pods that are being ended.</summary>
    public long Terminating { get; set; }

    /// <summary>Pods that ended well, or completed indexes.</summary>
    public long Succeeded { get; set; }

    /// <summary>Pods that failed.</summary>
    public long Failed { get; set; }

    /// <summary>The indexes that are done.</summary>
    public IndexSet CompletedIndexes { get; }

    /// <summary>Pods that ended well and still have their finalizer, or had it at the last write.</summary>
    public HashSet<string> UncountedSucceeded { get; }

    /// <summary>The same for failed ones.</summary>
    public HashSet<string> UncountedFailed { get; }

    /// <summary>The conditions.</summary>
    public List<JsonObject> Conditions { get; }

    /// <summary>The condition of a type that is true, or null.</summary>
    public JsonObject? True(string type) => Conditions.Find(condition => condition.Text("type") == type && condition.Text("status") == "True");

    /// <summary>Sets a condition.</summary>
    public void Set(string type, bool status, string reason, string message, string now)
    {
        JsonObject? known = Conditions.Find(condition => condition.Text("type") == type);
        if (known is null)
        {
            known = new JsonObject { ["type"] = type };
            Conditions.Add(known);
        }

        known["status"] = status ? "True" : "False";
        known["lastProbeTime"] = now;
        known["lastTransitionTime"] = now;
        known["reason"] = reason;
        known["message"] = message;
    }

    /// <summary>The status as the Job holds it.</summary>
    public JsonObject ToJson(bool isIndexed)
    {
        JsonObject status = new() { ["ready"] = Ready, ["terminating"] = Terminating };
        AddText(status, "startTime", StartTime);
        AddText(status, "completionTime", CompletionTime);
        AddCount(status, "active", Active);
        AddCount(status, "succeeded", Succeeded);
        AddCount(status, "failed", Failed);
        AddText(status, "completedIndexes", isIndexed && !CompletedIndexes.IsEmpty ? CompletedIndexes.ToString() : null);
        JsonObject uncounted = [];
        AddTexts(uncounted, "succeeded", UncountedSucceeded);
        AddTexts(uncounted, "failed", UncountedFailed);
        status["uncountedTerminatedPods"] = uncounted;
        if (Conditions.Count > 0)
        {
            status["conditions"] = new JsonArray([.. Conditions.Select(condition => condition.DeepClone())]);
        }

        return status;
    }

    private static HashSet<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item.Text() ?? "")];

    private static void AddText(JsonObject status, string name, string? text)
    {
        if (text is not null)
        {
            status[name] = text;
        }
    }

    private static void AddCount(JsonObject status, string name, long count)
    {
        if (count > 0)
        {
            status[name] = count;
        }
    }

    private static void AddTexts(JsonObject target, string name, HashSet<string> texts)
    {
        if (texts.Count > 0)
        {
            target[name] = new JsonArray([.. texts.Order(StringComparer.Ordinal).Select(text => (JsonNode)text)]);
        }
    }
}
