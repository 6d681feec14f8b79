using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Logs;
using Cairn.ControlPlane.Pods.Processes;
using Cairn.ControlPlane.Pods.Volumes;

namespace Cairn.ControlPlane.Pods;

/// <summary>One container of a Pod: what was asked for, and what has become of it.</summary>
internal sealed class PodContainer
{
    /// <summary>Takes up a container where its status left it.</summary>
    public PodContainer(JsonObject spec, JsonNode? status, bool isInit)
    {
        Spec = spec;
        IsInit = isInit;
        Name = spec.Text("name") ?? "";
        Image = spec.Text("image") ?? "";
        Restarts = status.Number("restartCount") ?? 0;
        State = status.At("state")?.DeepClone() as JsonObject ?? Waiting("PodInitializing", "");
        Last = status.At("lastState")?.DeepClone() as JsonObject ?? [];
        WasStarted = status.Text("containerID") is { Length: > 0 };
    }

    /// <summary>What was asked for.</summary>
    public JsonObject Spec { get; }

    /// <summary>Whether it has to end well before the others begin.</summary>
    public bool IsInit { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its image.</summary>
    public string Image { get; }

    /// <summary>How often it was started again.</summary>
    public long Restarts { get; set; }

    /// <summary>One of <c>waiting</c>, <c>running</c>, <c>terminated</c>.</summary>
    public JsonObject State { get; set; }

    /// <summary>How the start before ended.</summary>
    public JsonObject Last { get; set; }

    /// <summary>Whether it was ever started.</summary>
    public bool WasStarted { get; set; }

    /// <summary>Its process while it runs.</summary>
    public ContainerProcess? Process { get; set; }

    /// <summary>Its log while it runs.</summary>
    public ContainerLog? Log { get; set; }

    /// <summary>Its mounts when it was last started.</summary>
    public MountTable Mounts { get; set; } = new([]);

    /// <summary>The program of its image.</summary>
    public string Program { get; set; } = "";

    /// <summary>Its environment and directory when it was last started; what is executed beside it gets the same.</summary>
    public ContainerCommand? Command { get; set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => State.ContainsKey("running");

    /// <summary>Its exit code; null while it has not ended.</summary>
    public long? ExitCode => State.Number("terminated", "exitCode");

    /// <summary>The state of one that waits.</summary>
    public static JsonObject Waiting(string reason, string message)
    {
        JsonObject waiting = new() { ["reason"] = reason };
        if (message.Length > 0)
        {
            waiting["message"] = message;
        }

        return new JsonObject { ["waiting"] = waiting };
    }

    /// <summary>The state of one that has ended.</summary>
    public JsonObject Terminated(long exitCode, string reason, string message, string now)
    {
        JsonObject terminated = new()
        {
            ["exitCode"] = exitCode,
            ["reason"] = reason,
            ["startedAt"] = State.Text("running", "startedAt") ?? now,
            ["finishedAt"] = now,
        };
        if (message.Length > 0)
        {
            terminated["message"] = message;
        }

        return new JsonObject { ["terminated"] = terminated };
    }

    /// <summary>The container as the Pod's status shows it.</summary>
    /// <param name="podUid">Uid of the Pod.</param>
    public JsonObject ToJson(string podUid)
    {
        string id = WasStarted ? $"cairn://{podUid}/{Name}/{Restarts}" : "";
        JsonObject state = (JsonObject)State.DeepClone();
        if (state["terminated"] is JsonObject terminated)
        {
            terminated["containerID"] = id;
        }

        return new JsonObject
        {
            ["name"] = Name,
            ["state"] = state,
            ["lastState"] = Last.DeepClone(),
            ["ready"] = IsInit ? ExitCode == 0 : IsRunning,
            ["restartCount"] = Restarts,
            ["image"] = Image,
            ["imageID"] = "",
            ["containerID"] = id,
            ["started"] = IsRunning,
        };
    }
}
