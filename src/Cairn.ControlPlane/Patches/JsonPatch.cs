using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Patches;

/// <summary>
/// JSON patch (RFC 6902), with one leniency that clients rely on: replacing a missing key of a map adds it. What does not fit, a failed test
/// included, is a 422 without details.
/// </summary>
internal static class JsonPatch
{
    /// <summary>Applies the operations to an object and gives the result.</summary>
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        JsonObject root = new() { [""] = target };
        foreach (JsonNode? operation in operations)
        {
            Run(root, operation);
        }

        JsonNode? result = root[""];
        root.Remove("");
        return result as JsonObject ?? throw ApiErrors.Unprocessable();
    }

    private static void Run(JsonObject root, JsonNode? operation)
    {
        string path = operation.Text("path") ?? throw ApiErrors.Unprocessable();
        JsonNode? value = operation.At("value");
        switch (operation.Text("op"))
        {
            case "add":
                Add(root, path, value?.DeepClone());
                break;
            case "replace":
                Replace(root, path, value?.DeepClone());
                break;
            case "remove":
                Remove(root, path);
                break;
            case "copy":
                Add(root, path, Get(root, From(operation))?.DeepClone());
                break;
            case "move":
                JsonNode? moved = Get(root, From(operation))?.DeepClone();
                Remove(root, From(operation));
                Add(root, path, moved);
                break;
            case "test" when JsonNode.DeepEquals(Get(root, path), value):
                break;
            default:
                throw ApiErrors.Unprocessable();
        }
    }

    private static string From(JsonNode? operation) => operation.Text("from") ?? throw ApiErrors.Unprocessable();

    private static void Add(JsonObject root, string path, JsonNode? value)
    {
        (JsonNode parent, string key) = Place(root, path);
        if (parent is JsonObject map)
        {
            map[key] = value;
        }
        else if (parent is JsonArray list)
        {
            list.Insert(key == "-" ? list.Count : Index(key, list.Count), value);
        }
        else
        {
            throw ApiErrors.Unprocessable();
        }
    }

    private static void Replace(JsonObject root, string path, JsonNode? value)
    {
        (JsonNode parent, string key) = Place(root, path);
        if (parent is JsonArray list)
        {
            list[Index(key, list.Count - 1)] = value;
        }
        else if (parent is JsonObject map)
        {
            map[key] = value;
        }
        else
        {
            throw ApiErrors.Unprocessable();
        }
    }

    private static void Remove(JsonObject root, string path)
    {
        (JsonNode parent, string key) = Place(root, path);
        if (parent is JsonArray list)
        {
            list.RemoveAt(Index(key, list.Count - 1));
        }
        else if (parent is not JsonObject map || !map.Remove(key))
        {
            throw ApiErrors.Unprocessable();
        }
    }

    private static JsonNode? Get(JsonObject root, string path)
    {
        (JsonNode parent, string key) = Place(root, path);
        return Below(parent, key);
    }

    private static JsonNode? Below(JsonNode parent, string key) =>
        parent is JsonArray list ? list[Index(key, list.Count - 1)]
        : parent is JsonObject map && map.TryGetPropertyValue(key, out JsonNode? value) ? value
        : throw ApiErrors.Unprocessable();

    private static (JsonNode Parent, string Key) Place(JsonObject root, string path)
    {
        if (path.Length > 0 && path[0] != '/')
        {
            throw ApiErrors.Unprocessable();
        }

        string[] keys = [.. path.Split('/').Select(key => key.Replace("~1", "/").Replace("~0", "~"))];
        JsonNode parent = root;
        foreach (string key in keys[..^1])
        {
            parent = Below(parent, key) ?? throw ApiErrors.Unprocessable();
        }

        return (parent, keys[^1]);
    }

    private static int Index(string key, int last) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= last ? index : throw ApiErrors.Unprocessable();
}
