using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers;

/// <summary>Finalizers of objects.</summary>
internal static class Finalizers
{
    /// <summary>Whether an object has a finalizer.</summary>
    public static bool Has(JsonObject value, string finalizer) =>
        (value.At("metadata", "finalizers") as JsonArray ?? []).Any(item => item.Text() == finalizer);

    /// <summary>Takes a finalizer off an object.</summary>
    public static void Remove(ApiAccess api, ObjectKey key, JsonObject value, string finalizer)
    {
        if (Has(value, finalizer))
        {
            api.Update(key, value.Text("metadata", "uid") ?? "", "", current => Remove(current, "finalizers", item => item.Text() == finalizer));
        }
    }

    /// <summary>Takes entries off a list of an object's metadata, and the list when nothing is left of it.</summary>
    public static void Remove(JsonObject value, string list, Func<JsonNode?, bool> isUnwanted)
    {
        JsonObject metadata = value.Map("metadata");
        List<JsonNode?> kept = [.. (metadata[list] as JsonArray ?? []).Where(item => !isUnwanted(item)).Select(item => item?.DeepClone())];
        metadata.Remove(list);
        if (kept.Count > 0)
        {
            metadata[list] = new JsonArray([.. kept]);
        }
    }
}
