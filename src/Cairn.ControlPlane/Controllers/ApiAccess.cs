using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers;

/// <summary>How controllers and the process runner read and write objects: by the rules of the API, without its transport.</summary>
internal sealed class ApiAccess(ObjectStore store, ResourceCatalog catalog, ObjectWriter writer, TimeProvider clock)
{
    /// <summary>The time of the control plane.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The time of the control plane as objects show it.</summary>
    public string Timestamp => Times.Show(Now);

    /// <summary>The resource of a plural and group; null when it is not served.</summary>
    public ResourceInfo? Resource(string groupResource) => catalog.All.FirstOrDefault(info => info.GroupResource == groupResource);

    /// <summary>The resource of a kind; null when it is not served.</summary>
    public ResourceInfo? Kind(string apiVersion, string kind) => catalog.FindKind(apiVersion, kind);

    /// <summary>All resources, each once, however many versions it is served in.</summary>
    public IEnumerable<ResourceInfo> Resources => catalog.All.DistinctBy(info => info.GroupResource);

    /// <summary>A copy of an object; null when there is none.</summary>
    public JsonObject? Get(ObjectKey key) => store.Get(key)?.Parse();

    /// <summary>The stored objects of a resource, in one namespace or (null) in all.</summary>
    public IReadOnlyList<StoredObject> List(string groupResource, string? @namespace) => store.List(groupResource, @namespace).Objects;

    /// <summary>The objects whose controlling owner has a uid.</summary>
    public List<JsonObject> ListControlled(string groupResource, string @namespace, string uid)
    {
        byte[] needle = Encoding.UTF8.GetBytes(uid);
        return [.. List(groupResource, @namespace)
            .Where(stored => stored.Json.AsSpan().IndexOf(needle) >= 0)
            .Select(stored => stored.Parse())
            .Where(value => Owners.ControllerOf(value)?.Uid == uid)];
    }

    /// <summary>Creates an object.</summary>
    public JsonObject Create(string groupResource, string @namespace, JsonObject value)
    {
        ResourceInfo resource = Served(groupResource);
        return writer.Create(resource, @namespace, value, new WriteOptions { FieldValidation = "Ignore" });
    }

    /// <summary>Changes an object, or a part of it, if it is still the one of a uid.</summary>
    /// <param name="key">Which.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="subresource">The part; empty for the object itself.</param>
    /// <param name="change">Changes a copy of the current state; may be called several times.</param>
    /// <returns>The new state; null when the object is gone.</returns>
    public JsonObject? Update(ObjectKey key, string uid, string subresource, Action<JsonObject> change)
    {
        JsonObject Apply(JsonObject value)
        {
            if (value.Text("metadata", "uid") != uid)
            {
                throw ApiErrors.NotFound(Served(key.Resource), key.Name);
            }

            change(value);
            return value;
        }

        try
        {
            return writer.Update(ResourceOf(key), key, Apply, new WriteOptions { Subresource = subresource, FieldValidation = "Ignore" });
        }
        catch (ApiException error) when (error.Code == 404)
        {
            return null;
        }
    }

    /// <summary>Deletes an object if it is still the one of a uid; nothing happens when it is gone.</summary>
    public void Delete(ObjectKey key, string uid, string? propagation, long? graceSeconds)
    {
        try
        {
            writer.Delete(ResourceOf(key), key, new DeleteOptions { Uid = uid, Propagation = propagation, GracePeriodSeconds = graceSeconds });
        }
        catch (ApiException error) when (error.Code == 404
            || (error.Code == 409 && error.Message.Contains("UID in the precondition", StringComparison.Ordinal)))
        {
            // Gone, or another object of the name: done either way.
        }
    }

    /// <summary>The key of an object.</summary>
    public static ObjectKey KeyOf(string groupResource, JsonObject value) =>
        new(groupResource, value.Text("metadata", "namespace") ?? "", value.Text("metadata", "name") ?? "");

    private ResourceInfo ResourceOf(ObjectKey key)
    {
        JsonObject? value = Get(key);
        ResourceInfo? stored = value is null ? null : Kind(value.Text("apiVersion") ?? "", value.Text("kind") ?? "");
        return stored ?? Served(key.Resource);
    }

    private ResourceInfo Served(string groupResource) =>
        Resource(groupResource) ?? throw new InvalidOperationException($"The resource {groupResource} is not served.");
}
