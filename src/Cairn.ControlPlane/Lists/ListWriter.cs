using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Lists;

/// <summary>Writes lists. Stored objects are copied as they are: nothing is parsed for a list.</summary>
internal static class ListWriter
{
    /// <summary>The metadata of a list.</summary>
    public static JsonObject Metadata(ResourceInfo resource, long version, string continueToken, long? remaining)
    {
        JsonObject metadata = new() { ["resourceVersion"] = version.ToString() };
        if (resource.IsCustom || continueToken.Length > 0)
        {
            metadata["continue"] = continueToken;
        }

        if (remaining is not null)
        {
            metadata["remainingItemCount"] = remaining;
        }

        return metadata;
    }

    /// <summary>A list as JSON.</summary>
    public static ReadOnlyMemory<byte> Write(ResourceInfo resource, IReadOnlyList<StoredObject> objects, JsonObject metadata)
    {
        MemoryStream list = new();
        list.Write(Encoding.UTF8.GetBytes(
            $"{{\"kind\":{FieldError.Quote(resource.ListKind)},\"apiVersion\":{FieldError.Quote(resource.GroupVersion)},\"metadata\":"));
        list.Write(metadata.ToBytes());
        list.Write(",\"items\":["u8);
        for (int i = 0; i < objects.Count; i++)
        {
            if (i > 0)
            {
                list.WriteByte((byte)',');
            }

            list.Write(resource.IsCustom ? objects[i].Json : WithoutType(resource, objects[i]));
        }

        list.Write("]}"u8);
        return list.GetBuffer().AsMemory(0, (int)list.Length);
    }

    /// <summary>Objects of built-in kinds do not repeat kind and version in a list.</summary>
    private static byte[] WithoutType(ResourceInfo resource, StoredObject stored)
    {
        JsonObject value = resource.Show(stored.Parse());
        value.Remove("kind");
        value.Remove("apiVersion");
        return value.ToBytes();
    }
}
