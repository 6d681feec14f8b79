using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Controllers.Namespaces;

/// <summary>The conditions of a namespace that is being deleted, in the words that clients know.</summary>
internal static class NamespaceConditions
{
    /// <summary>The conditions for what is left in a namespace.</summary>
    /// <param name="content">What is left, by resource.</param>
    /// <param name="before">The conditions so far: one that has not changed keeps its time.</param>
    /// <param name="now">The time of those that did.</param>
    public static JsonArray Make(IReadOnlyCollection<(ResourceInfo Resource, List<JsonObject> Objects)> content, JsonArray? before, string now)
    {
        string remaining = string.Join(", ", content.Select(item =>
            $"{item.Resource.Plural}.{item.Resource.Group} has {item.Objects.Count} resource instances"));
        List<string> finalizers = [.. content
            .SelectMany(item => item.Objects)
            .SelectMany(value => (value.At("metadata", "finalizers") as JsonArray ?? []).Select(item => item.Text() ?? ""))
            .GroupBy(name => name)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} in {group.Count()} resource instances")];
        JsonArray conditions =
        [
            Condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered"),
            Condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Condition("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Condition("NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {remaining}"),
            finalizers.Count > 0
                ? Condition("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                    $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}")
                : Condition("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ];
        foreach (JsonObject condition in conditions.OfType<JsonObject>())
        {
            JsonNode? known = (before ?? []).FirstOrDefault(item =>
                 item.Text("type") == condition.Text("type") && item.Text("status") == condition.Text("status"));
            condition["lastTransitionTime"] = known.Text("lastTransitionTime") ?? now;
        }

        return conditions;
    }

    private static JsonObject Condition(string type, bool status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status ? "True" : "False",
        ["lastTransitionTime"] = "",
        ["reason"] = reason,
        ["message"] = message,
    };
}
