using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Json;

/// <summary>Short ways through JSON nodes that may be of any shape.</summary>
internal static class Nodes
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node at the end of a path of names, or null as soon as one is missing or no map.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (node is not JsonObject map || !map.TryGetPropertyValue(name, out node))
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>The text at the end of a path, or null when there is none.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The whole number at the end of a path, or null when there is none.</summary>
    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is not JsonValue value || value.GetValueKind() != JsonValueKind.Number ? null
        : value.TryGetValue(out long number) ? number
        : value.TryGetValue(out int small) ? small : null;

    /// <summary>A number of any kind; NaN for all else.</summary>
    public static double ToDouble(this JsonNode? node) =>
        node is not JsonValue value ? double.NaN
        : value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out double number) ? number : double.NaN;

    /// <summary>Whether there is a true at the end of a path.</summary>
    public static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path)?.GetValueKind() == JsonValueKind.True;

    /// <summary>The map of a name, made when it is not there.</summary>
    public static JsonObject Map(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject map)
        {
            return map;
        }

        JsonObject made = [];
        parent[name] = made;
        return made;
    }

    /// <summary>The node as compact JSON.</summary>
    public static byte[] ToBytes(this JsonNode? node)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Plain))
        {
            Write(node, writer);
        }

        return stream.ToArray();
    }

    /// <summary>The node as compact JSON text.</summary>
    public static string ToText(this JsonNode? node) => Encoding.UTF8.GetString(node.ToBytes());

    /// <summary>The map that bytes of our own hold.</summary>
    public static JsonObject ParseMap(byte[] json) =>
        JsonText.Parse(Encoding.UTF8.GetString(json), []) as JsonObject ?? throw new InvalidDataException("A stored object is not a JSON map.");

    /// <summary>Sets a field, or removes it where the copy has none.</summary>
    public static void CopyFrom(this JsonObject target, JsonObject? source, string name)
    {
        target.Remove(name);
        if (source is not null && source.TryGetPropertyValue(name, out JsonNode? value))
        {
            target[name] = value?.DeepClone();
        }
    }

    private static void Write(JsonNode? node, Utf8JsonWriter writer)
    {
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }
}
