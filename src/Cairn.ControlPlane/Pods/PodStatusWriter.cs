using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Pods;

/// <summary>Writes what has become of a Pod into its status, in the form a kubelet gives it.</summary>
internal sealed class PodStatusWriter(ApiAccess api, ObjectKey key, string uid, string restartPolicy)
{
    private const string Address = "127.0.0.1";

    /// <summary>Whether nothing will be started again, whatever the restart policy says.</summary>
    public bool IsLast { get; set; }

    private string Policy => IsLast ? "Never" : restartPolicy;

    /// <summary>The phase that the states of the containers make.</summary>
    public string Phase(IReadOnlyCollection<PodContainer> containers)
    {
        List<PodContainer> inits = [.. containers.Where(container => container.IsInit)];
        List<PodContainer> mains = [.. containers.Where(container => !container.IsInit)];
        if (inits.Exists(init => init.ExitCode is not null and not 0) && Policy == "Never")
        {
            return "Failed";
        }

        bool isStarted = mains.Exists(main => main.WasStarted);
        if (!isStarted || mains.Exists(main => main.ExitCode is null && !main.WasStarted))
        {
            return "Pending";
        }

        if (mains.Exists(main => main.ExitCode is null) || Policy == "Always")
        {
            return "Running";
        }

        return mains.TrueForAll(main => main.ExitCode == 0) ? "Succeeded" : Policy == "Never" ? "Failed" : "Running";
    }

    /// <summary>Writes the status.</summary>
    /// <param name="containers">The containers.</param>
    /// <param name="failure">Reason and message of a Pod that fails as a whole; null for others.</param>
    /// <returns>False when the Pod is gone.</returns>
    public bool Write(IReadOnlyCollection<PodContainer> containers, (string Reason, string Message)? failure)
    {
        string phase = failure is null ? Phase(containers) : "Failed";
        return api.Update(key, uid, "status", pod =>
        {
            JsonObject status = pod.Map("status");
            JsonArray before = status["conditions"] as JsonArray ?? [];
            status["phase"] = phase;
            status["hostIP"] = Address;
            status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = Address });
            status["podIP"] = Address;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address });
            status["startTime"] ??= api.Timestamp;
            if (failure is { } words)
            {
                status["reason"] = words.Reason;
                status["message"] = words.Message;
            }

            status["conditions"] = Conditions(phase, containers, before);
            Put(status, "initContainerStatuses", containers.Where(container => container.IsInit));
            Put(status, "containerStatuses", containers.Where(container => !container.IsInit));
        }) is not null;
    }

    private JsonArray Conditions(string phase, IReadOnlyCollection<PodContainer> containers, JsonArray before)
    {
        bool isInitialized = containers.Where(container => container.IsInit).All(init => init.ExitCode == 0);
        List<string> unready = [.. containers.Where(container => !container.IsInit && !container.IsRunning).Select(container => container.Name)];
        (string reason, string message) = phase switch
        {
            "Succeeded" => ("PodCompleted", ""),
            "Failed" => ("PodFailed", ""),
            _ when unready.Count > 0 => ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]"),
            _ => ("", ""),
        };
        List<string> waiting = [.. containers.Where(container => container.IsInit && container.ExitCode != 0).Select(container => container.Name)];
        bool isDone = phase is "Succeeded" or "Failed";
        JsonArray conditions =
        [
            Condition("PodReadyToStartContainers", !isDone, "", ""),
            Condition("Initialized", isInitialized, isInitialized ? phase == "Succeeded" ? "PodCompleted" : "" : "ContainersNotInitialized",
                isInitialized ? "" : $"containers with incomplete status: [{string.Join(' ', waiting)}]"),
            Condition("Ready", reason.Length == 0, reason, message),
            Condition("ContainersReady", reason.Length == 0, reason, message),
            Condition("PodScheduled", true, "", ""),
        ];
        foreach (JsonObject condition in conditions.OfType<JsonObject>())
        {
            JsonNode? known = before.FirstOrDefault(item => item.Text("type") == condition.Text("type") && item.Text("status") == condition.Text("status"));
            condition["lastTransitionTime"] = known.Text("lastTransitionTime") ?? api.Timestamp;
        }

        return conditions;
    }

    private static JsonObject Condition(string type, bool status, string reason, string message)
    {
        JsonObject condition = new() { ["type"] = type, ["status"] = status ? "True" : "False", ["lastProbeTime"] = null };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
        }

        if (message.Length > 0)
        {
            condition["message"] = message;
        }

        return condition;
    }

    private void Put(JsonObject status, string name, IEnumerable<PodContainer> containers)
    {
        List<JsonNode> list = [.. containers.Select(container => (JsonNode)container.ToJson(uid))];
        status.Remove(name);
        if (list.Count > 0)
        {
            status[name] = new JsonArray([.. list]);
        }
    }
}
