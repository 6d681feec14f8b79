using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers;

/// <summary>Reads and makes owner references.</summary>
internal static class Owners
{
    /// <summary>The owners of an object.</summary>
    public static IEnumerable<OwnerReference> Of(JsonNode? value) =>
        from owner in value.At("metadata", "ownerReferences") as JsonArray ?? []
        select new OwnerReference(owner.Text("apiVersion") ?? "", owner.Text("kind") ?? "", owner.Text("name") ?? "", owner.Text("uid") ?? "",
            owner.IsTrue("controller"), owner.IsTrue("blockOwnerDeletion"));

    /// <summary>The owner that controls an object, or null.</summary>
    public static OwnerReference? ControllerOf(JsonNode? value) => Of(value).FirstOrDefault(owner => owner.IsController);

    /// <summary>Whether an object may have owners at all, without reading it.</summary>
    public static bool MayHave(StoredObject stored) => stored.Json.AsSpan().IndexOf("\"ownerReferences\""u8) >= 0;

    /// <summary>The key of the controlling owner of a kind, or null.</summary>
    public static ObjectKey? ControllerKey(StoredObject stored, string kind, string groupResource)
    {
        OwnerReference? owner = MayHave(stored) ? ControllerOf(stored.Parse()) : null;
        return owner is not null && owner.Kind == kind ? new ObjectKey(groupResource, stored.Key.Namespace, owner.Name) : null;
    }

    /// <summary>A reference to the object that controls another.</summary>
    public static JsonObject Reference(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Text("metadata", "name"),
        ["uid"] = owner.Text("metadata", "uid"),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };
}
