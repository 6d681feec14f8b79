using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Schemas;

/// <summary>Removes what a schema does not know, and tells what it was.</summary>
internal sealed class Pruner
{
    private static readonly string[] ObjectFields = ["apiVersion", "kind", "metadata"];

    private readonly List<string> _unknown = [];

    /// <summary>Prunes an object; the result holds the paths of what was removed.</summary>
    public static IReadOnlyList<string> Prune(JsonObject value, StructuralSchema schema)
    {
        Pruner pruner = new();
        pruner.Map(value, schema, "", isObject: true);
        return pruner._unknown;
    }

    private void Value(JsonNode? value, StructuralSchema schema, string path)
    {
        if (value is JsonObject map)
        {
            Map(map, schema, path, schema.IsEmbedded);
        }
        else if (value is JsonArray list && schema.Items is not null)
        {
            for (int i = 0; i < list.Count; i++)
            {
                Value(list[i], schema.Items, $"{path}[{i}]");
            }
        }
    }

    private void Map(JsonObject map, StructuralSchema schema, string path, bool isObject)
    {
        foreach ((string name, JsonNode? value) in map.ToList())
        {
            string field = path.Length == 0 ? name : $"{path}.{name}";
            if (isObject && ObjectFields.Contains(name))
            {
                continue;
            }

            if (schema.Properties.TryGetValue(name, out StructuralSchema? property))
            {
                Value(value, property, field);
            }
            else if (schema.Values is not null)
            {
                Value(value, schema.Values, field);
            }
            else if (!schema.AllowsAny && !schema.KeepsUnknown)
            {
                map.Remove(name);
                _unknown.Add(field);
            }
        }
    }
}
