using System.Text.Json.Nodes;
using Cairn.Api.Schema;

namespace Cairn.Api.Defaulting;

/// <summary>
/// The defaults that stand in the schema of a kind, filled in as an API server does it when it reads an object: for fields that are
/// missing or null, and only within objects that are there. The other defaults are in <see cref="ApiDefaults"/>.
/// </summary>
public static class SchemaDefaults
{
    /// <summary>Fills in what is missing.</summary>
    /// <param name="value">The object as JSON; it is changed.</param>
    /// <param name="schema">The schema of its kind.</param>
    public static void Fill(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject map:
                FillFields(map, schema);
                break;
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? item in list)
                {
                    Fill(item, items);
                }

                break;
        }
    }

    private static void FillFields(JsonObject map, SchemaNode schema)
    {
        foreach ((string name, SchemaNode field) in schema.Properties)
        {
            if (field.Default is not null && map[name] is null)
            {
                map[name] = field.Default.DeepClone();
            }

            Fill(map[name], field);
        }

        if (schema.AdditionalProperties is { } values)
        {
            foreach (JsonNode? item in map.Select(entry => entry.Value))
            {
                Fill(item, values);
            }
        }
    }
}
