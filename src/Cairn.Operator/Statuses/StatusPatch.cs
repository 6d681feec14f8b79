using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;

namespace Cairn.Operator.Statuses;

/// <summary>
/// The change of a status as a JSON merge patch. It names only what changed, so that what others write into the same status meanwhile stays, and the
/// state it was computed from, so that nothing is decided on an old one: the server answers with a conflict, and the object is looked at again.
/// </summary>
internal static class StatusPatch
{
    /// <summary>The patch, or null when there is no change.</summary>
    public static JsonObject? Between(ApiObject before, ApiObject after)
    {
        JsonObject? change = Between(ApiJson.Write(before)["status"] as JsonObject, ApiJson.Write(after)["status"] as JsonObject);
        if (change is null)
        {
            return null;
        }

        JsonObject patch = new() { ["status"] = change };
        if (before.Metadata.ResourceVersion is { Length: > 0 } version)
        {
            patch["metadata"] = new JsonObject { ["resourceVersion"] = version };
        }

        return patch;
    }

    private static JsonObject? Between(JsonObject? before, JsonObject? after)
    {
        JsonObject patch = [];
        foreach ((string name, JsonNode? value) in after ?? [])
        {
            JsonNode? old = before?[name];
            if (old is JsonObject oldMap && value is JsonObject map)
            {
                if (Between(oldMap, map) is { } inner)
                {
                    patch[name] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        foreach ((string name, _) in before ?? [])
        {
            if (after?.ContainsKey(name) != true)
            {
                patch[name] = null;
            }
        }

        return patch.Count == 0 ? null : patch;
    }
}
