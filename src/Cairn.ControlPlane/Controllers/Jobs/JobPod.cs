using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>What the Job controller looks at in one of a Job's Pods.</summary>
internal sealed class JobPod(JsonObject value)
{
    /// <summary>The finalizer that keeps a Pod until its Job has counted it.</summary>
    public const string TrackingFinalizer = "batch.kubernetes.io/job-tracking";

    /// <summary>The annotation with the Pod's place in an indexed Job.</summary>
    public const string IndexAnnotation = "batch.kubernetes.io/job-completion-index";

    /// <summary>The Pod itself.</summary>
    public JsonObject Value => value;

    /// <summary>Its uid.</summary>
    public string Uid { get; } = value.Text("metadata", "uid") ?? "";

    /// <summary>Its name.</summary>
    public string Name { get; } = value.Text("metadata", "name") ?? "";

    /// <summary>Whether it is being deleted.</summary>
    public bool IsMarked { get; } = value.Text("metadata", "deletionTimestamp") is not null;

    /// <summary>Whether it ended well.</summary>
    public bool HasSucceeded { get; } = value.Text("status", "phase") == "Succeeded";

    /// <summary>Whether it failed.</summary>
    public bool HasFailed { get; } = value.Text("status", "phase") == "Failed";

    /// <summary>Whether it may still come to something.</summary>
    public bool IsActive => !HasSucceeded && !HasFailed && !IsMarked;

    /// <summary>Whether it is on its way out.</summary>
    public bool IsTerminating => !HasSucceeded && !HasFailed && IsMarked;

    /// <summary>Whether it is ready.</summary>
    public bool IsReady { get; } = (value.At("status", "conditions") as JsonArray ?? [])
        .Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    /// <summary>Whether its Job has not counted it yet.</summary>
    public bool IsTracked { get; } = (value.At("metadata", "finalizers") as JsonArray ?? []).Any(item => item.Text() == TrackingFinalizer);

    /// <summary>Its place in an indexed Job; -1 for none.</summary>
    public int Index { get; } =
        int.TryParse(value.Text("metadata", "annotations", IndexAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1;

    /// <summary>When it came into being.</summary>
    public DateTimeOffset Created { get; } = value.Time("metadata", "creationTimestamp") ?? DateTimeOffset.MinValue;

    /// <summary>How often its containers were started again.</summary>
    public long Restarts { get; } = Statuses(value, "containerStatuses").Concat(Statuses(value, "initContainerStatuses"))
        .Sum(status => status.Number("restartCount") ?? 0);

    /// <summary>When it ended, as far as it tells: the last of its containers, else when it was deleted or lost its readiness.</summary>
    public DateTimeOffset? Ended { get; } = Statuses(value, "containerStatuses")
        .Select(status => status.Time("state", "terminated", "finishedAt")).Max()
        ?? value.Time("metadata", "deletionTimestamp")
        ?? (value.At("status", "conditions") as JsonArray ?? [])
            .Where(condition => condition.Text("type") == "Ready" && condition.Text("status") != "True")
            .Select(condition => condition.Time("lastTransitionTime")).Max();

    private static JsonArray Statuses(JsonObject value, string name) => value.At("status", name) as JsonArray ?? [];
}
