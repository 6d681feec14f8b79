using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>What a Job asks for.</summary>
internal sealed class JobSpec(JsonObject job)
{
    /// <summary>How many Pods may run at once.</summary>
    public long Parallelism { get; } = job.Number("spec", "parallelism") ?? 1;

    /// <summary>How many have to end well; null: any one of them.</summary>
    public long? Completions { get; } = job.Number("spec", "completions");

    /// <summary>How many failures are forgiven.</summary>
    public long BackoffLimit { get; } = job.Number("spec", "backoffLimit") ?? 6;

    /// <summary>After how long it fails; null for never.</summary>
    public TimeSpan? Deadline { get; } = job.Number("spec", "activeDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Whether it pauses.</summary>
    public bool IsSuspended { get; } = job.IsTrue("spec", "suspend");

    /// <summary>Whether each Pod does a part that has a number.</summary>
    public bool IsIndexed { get; } = job.Text("spec", "completionMode") == "Indexed";

    /// <summary>Whether a Pod that is being ended is replaced only when it has ended.</summary>
    public bool ReplacesOnlyFailed { get; } = job.Text("spec", "podReplacementPolicy") == "Failed";

    /// <summary>Whether failed containers are started again in their Pod.</summary>
    public bool RestartsContainers { get; } = job.Text("spec", "template", "spec", "restartPolicy") == "OnFailure";
}
