using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Schemas;

/// <summary>
/// Fills in the defaults of a schema. A null counts as missing unless the schema allows it, so a client restores a default by
/// sending null; a null without a default is dropped.
/// </summary>
internal static class Defaulter
{
    /// <summary>Fills in an object and everything below.</summary>
    public static void Apply(JsonNode? value, StructuralSchema schema)
    {
        switch (value)
        {
            case JsonObject map:
                Map(map, schema);
                break;
            case JsonArray list when schema.Items is not null:
                foreach (JsonNode? item in list)
                {
                    Apply(item, schema.Items);
                }

                break;
            default:
                break;
        }
    }

    private static void Map(JsonObject map, StructuralSchema schema)
    {
        foreach ((string name, JsonNode? value) in map.ToList())
        {
            StructuralSchema? known = schema.Properties.GetValueOrDefault(name) ?? schema.Values;
            if (value is null && known is { IsNullable: false })
            {
                map.Remove(name);
            }
        }

        foreach ((string name, StructuralSchema property) in schema.Properties)
        {
            if (property.Default is not null && !map.ContainsKey(name))
            {
                map[name] = property.Default.DeepClone();
            }
        }

        foreach ((string name, JsonNode? value) in map)
        {
            if ((schema.Properties.GetValueOrDefault(name) ?? schema.Values) is { } known)
            {
                Apply(value, known);
            }
        }
    }
}
