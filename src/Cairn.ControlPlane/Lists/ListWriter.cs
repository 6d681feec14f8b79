using System.Text;
using System.Text.Json;
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

            if (resource.IsCustom)
            {
                list.Write(objects[i].Json);
            }
            else
            {
                WriteWithoutType(list, resource.ShowBytes(objects[i]));
            }
        }

        list.Write("]}"u8);
        return list.GetBuffer().AsMemory(0, (int)list.Length);
    }

    /// <summary>Objects of built-in kinds do not repeat kind and version in a list: the other fields are copied as they are.</summary>
    private static void WriteWithoutType(MemoryStream list, ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        bool isFirst = true;
        list.WriteByte((byte)'{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("kind"u8) || reader.ValueTextEquals("apiVersion"u8);
            int start = (int)reader.TokenStartIndex;
            reader.Read();
            reader.Skip();
            if (isType)
            {
                continue;
            }

            if (!isFirst)
            {
                list.WriteByte((byte)',');
            }

            list.Write(json[start..(int)reader.BytesConsumed]);
            isFirst = false;
        }

        list.WriteByte((byte)'}');
    }
}
