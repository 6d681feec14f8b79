using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Pods.Variables;

/// <summary>What a Pod may be told about itself: fields of its object, and the resources of its containers.</summary>
internal static class FieldValues
{
    /// <summary>The value of a <c>fieldRef</c>.</summary>
    /// <exception cref="PodSetupException">There is no such field.</exception>
    public static string Field(JsonObject pod, string path)
    {
        int bracket = path.IndexOf("['", StringComparison.Ordinal);
        if (bracket > 0 && path.EndsWith("']", StringComparison.Ordinal))
        {
            return pod.At(path[..bracket].Split('.')).Text(path[(bracket + 2)..^2]) ?? "";
        }

        return path switch
        {
            "metadata.labels" or "metadata.annotations" => Map(pod.At(path.Split('.')) as JsonObject),
            "status.podIPs" or "status.hostIPs" or "status.podIP" or "status.hostIP" => "127.0.0.1",
            "metadata.name" or "metadata.namespace" or "metadata.uid" or "spec.nodeName" or "spec.serviceAccountName" =>
                pod.Text(path.Split('.')) ?? "",
            _ => throw new PodSetupException("CreateContainerConfigError", $"the field {path} cannot be referred to", isFinal: true),
        };
    }

    /// <summary>The value of a <c>resourceFieldRef</c>.</summary>
    /// <param name="container">The container.</param>
    /// <param name="reference">The reference.</param>
    /// <exception cref="PodSetupException">There is no such resource.</exception>
    public static string Resource(JsonNode? container, JsonNode? reference)
    {
        string name = reference.Text("resource") ?? "";
        string[] parts = name.Split('.', 2);
        decimal amount = Quantities.Read(container.At("resources", parts[0], parts[^1])) ?? Whole(name);
        decimal divisor = Quantities.Read(reference.At("divisor")) is { } number and > 0 ? number : 1;
        return decimal.Ceiling(amount / divisor).ToString("0", CultureInfo.InvariantCulture);
    }

    // Without a limit it is the whole machine, without a request nothing.
    private static decimal Whole(string name) => name switch
    {
        "limits.cpu" => Environment.ProcessorCount,
        "limits.memory" => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        "requests.cpu" or "requests.memory" or "limits.ephemeral-storage" or "requests.ephemeral-storage" => 0,
        _ => throw new PodSetupException("CreateContainerConfigError", $"the resource {name} cannot be referred to", isFinal: true),
    };

    private static string Map(JsonObject? map) => string.Concat((map ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}=\"{(entry.Value.Text() ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"\n"));
}
