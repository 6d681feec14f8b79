using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Namespaces;

/// <summary>Empties a namespace that is being deleted, says in its conditions what still holds it, and lets it go when nothing is left.</summary>
internal sealed class NamespaceDeletion(ApiAccess api) : IController
{
    /// <inheritdoc/>
    public string Name => "namespace-deletion";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        ObjectKey key = change.Object.Key;
        string name = key.Resource == ResourceNames.Namespaces ? key.Name : key.Namespace;
        bool isOfInterest = key.Resource == ResourceNames.Namespaces || (name.Length > 0 && IsTerminating(name));
        return isOfInterest ? [new ObjectKey(ResourceNames.Namespaces, "", name)] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } value || value.Text("metadata", "deletionTimestamp") is null)
        {
            return null;
        }

        List<(ResourceInfo Resource, List<JsonObject> Objects)> content = [.. Content(key.Name)];
        foreach ((ResourceInfo resource, List<JsonObject> objects) in content)
        {
            foreach (JsonObject item in objects.Where(item => item.Text("metadata", "deletionTimestamp") is null))
            {
                api.Delete(ApiAccess.KeyOf(resource.GroupResource, item), item.Text("metadata", "uid") ?? "", "Background", null);
            }
        }

        content = [.. Content(key.Name)];
        string uid = value.Text("metadata", "uid") ?? "";
        if (content.Count > 0)
        {
            api.Update(key, uid, "status", current => current.Map("status")["conditions"] =
                NamespaceConditions.Make(content, current.At("status", "conditions") as JsonArray, api.Timestamp));
        }
        else
        {
            api.Update(key, uid, "finalize", current => current.Map("spec")["finalizers"] = new JsonArray(
                [.. (current.At("spec", "finalizers") as JsonArray ?? []).Where(item => item.Text() != NamespaceRules.ContentFinalizer)
                    .Select(item => item?.DeepClone())]));
        }

        return null;
    }

    private bool IsTerminating(string name) =>
        api.Get(new ObjectKey(ResourceNames.Namespaces, "", name)).Text("metadata", "deletionTimestamp") is not null;

    private IEnumerable<(ResourceInfo, List<JsonObject>)> Content(string name) =>
        from resource in api.Resources
        where resource.IsNamespaced
        let objects = api.List(resource.GroupResource, name).Select(stored => stored.Parse()).ToList()
        where objects.Count > 0
        orderby resource.GroupResource
        select (resource, objects);
}
