using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Pods;

/// <summary>As whom the processes of a Pod run.</summary>
internal static class PodIdentity
{
    /// <summary>The user who owns the Pod's files: that of the Pod, else of its first container that names one; null for our own.</summary>
    public static long? UserOf(JsonObject pod) => pod.Number("spec", "securityContext", "runAsUser") ?? First(pod, "runAsUser");

    /// <summary>The group of the Pod's files.</summary>
    public static long? GroupOf(JsonObject pod) =>
        pod.Number("spec", "securityContext", "fsGroup") ?? pod.Number("spec", "securityContext", "runAsGroup") ?? First(pod, "runAsGroup");

    /// <summary>The user of a container; null for our own.</summary>
    public static long? UserOf(JsonObject pod, JsonObject container) =>
        container.Number("securityContext", "runAsUser") ?? pod.Number("spec", "securityContext", "runAsUser");

    /// <summary>The group of a container; null for the user's.</summary>
    public static long? GroupOf(JsonObject pod, JsonObject container) =>
        container.Number("securityContext", "runAsGroup") ?? pod.Number("spec", "securityContext", "runAsGroup");

    /// <summary>Whether a container asks not to be root and names no other user.</summary>
    public static bool NeedsUser(JsonObject pod, JsonObject container) =>
        (container.At("securityContext", "runAsNonRoot") is not null ? container.IsTrue("securityContext", "runAsNonRoot")
            : pod.IsTrue("spec", "securityContext", "runAsNonRoot")) && UserOf(pod, container) is null or 0;

    private static long? First(JsonObject pod, string name) => (pod.At("spec", "containers") as JsonArray ?? [])
        .Select(container => container.Number("securityContext", name)).FirstOrDefault(id => id is not null);
}
