using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Events have two forms: the core group's, in which they are stored, and that of events.k8s.io with other names for the same fields.</summary>
internal static class EventForms
{
    private const string GroupVersion = "events.k8s.io/v1";

    private static readonly (string Core, string Group)[] Names =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    /// <summary>Fields that the core form always has and the other leaves out when they are empty.</summary>
    private static readonly string[] Optional =
        ["regarding", "deprecatedSource", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "reportingController", "reportingInstance"];

    /// <summary>A core Event in the form of events.k8s.io.</summary>
    public static JsonObject ToGroup(JsonObject core)
    {
        JsonObject group = Renamed(core, Names.ToDictionary(pair => pair.Core, pair => pair.Group));
        group["apiVersion"] = GroupVersion;
        foreach (string name in Optional)
        {
            if (group.TryGetPropertyValue(name, out JsonNode? value) && value is null or JsonObject { Count: 0 } || group.Text(name) == "")
            {
                group.Remove(name);
            }
        }

        return group;
    }

    /// <summary>An Event of events.k8s.io in the core form; one of another version is left for whoever checks versions.</summary>
    public static JsonObject ToCore(JsonObject group)
    {
        JsonObject core = Renamed(group, Names.ToDictionary(pair => pair.Group, pair => pair.Core));
        if (core.Text("apiVersion") is null or GroupVersion)
        {
            core["apiVersion"] = "v1";
        }

        return core;
    }

    private static JsonObject Renamed(JsonObject value, Dictionary<string, string> names) =>
        new(value.Select(entry => KeyValuePair.Create(names.GetValueOrDefault(entry.Key, entry.Key), entry.Value?.DeepClone())));
}
