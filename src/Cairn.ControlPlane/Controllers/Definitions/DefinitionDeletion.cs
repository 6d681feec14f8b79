using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Definitions;

/// <summary>Removes the instances of a CRD that is being deleted, and lets it go when none is left.</summary>
internal sealed class DefinitionDeletion(ApiAccess api) : IController
{
    /// <inheritdoc/>
    public string Name => "definition-deletion";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        ObjectKey key = change.Object.Key;
        if (key.Resource == ResourceNames.Definitions)
        {
            return [key];
        }

        // The name of a CRD is the plural and group of its instances.
        return change.Type == ChangeType.Deleted && key.Resource.Contains('.') ? [new ObjectKey(ResourceNames.Definitions, "", key.Resource)] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } value || value.Text("metadata", "deletionTimestamp") is null
            || !Finalizers.Has(value, DefinitionRules.InstancesFinalizer))
        {
            return null;
        }

        string uid = value.Text("metadata", "uid") ?? "";
        if (api.List(key.Name, null).Count > 0)
        {
            SetCondition(key, uid, "InstanceDeletionInProgress", "CustomResource deletion is in progress");
            foreach (JsonObject item in api.List(key.Name, null).Select(stored => stored.Parse())
                .Where(item => item.Text("metadata", "deletionTimestamp") is null))
            {
                api.Delete(ApiAccess.KeyOf(key.Name, item), item.Text("metadata", "uid") ?? "", "Background", null);
            }
        }

        if (api.List(key.Name, null).Count == 0)
        {
            Finalizers.Remove(api, key, value, DefinitionRules.InstancesFinalizer);
        }

        return null;
    }

    private void SetCondition(ObjectKey key, string uid, string reason, string message) => api.Update(key, uid, "status", current =>
    {
        JsonObject status = current.Map("status");
        JsonNode? known = (status["conditions"] as JsonArray ?? []).FirstOrDefault(item => item.Text("type") == "Terminating");
        if (known.Text("reason") == reason)
        {
            return;
        }

        List<JsonNode?> conditions = [.. (status["conditions"] as JsonArray ?? []).Where(item => item != known).Select(item => item?.DeepClone())];
        conditions.Add(new JsonObject
        {
            ["type"] = "Terminating",
            ["status"] = "True",
            ["lastTransitionTime"] = api.Timestamp,
            ["reason"] = reason,
            ["message"] = message,
        });
        status["conditions"] = new JsonArray([.. conditions]);
    });
}
