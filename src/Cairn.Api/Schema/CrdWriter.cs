using System.Text.Json.Nodes;

namespace Cairn.Api.Schema;

/// <summary>Writes the CustomResourceDefinition of a kind (apiextensions.k8s.io/v1).</summary>
public static class CrdWriter
{
    /// <summary>The definition as JSON.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="schema">Its schema.</param>
    public static JsonObject Write(KindInfo kind, SchemaNode schema) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject
        {
            ["name"] = kind.CrdName,
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "cairn" },
        },
        ["spec"] = new JsonObject
        {
            ["group"] = kind.Group,
            ["names"] = Names(kind),
            ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray(Version(kind, schema)),
        },
    };

    /// <summary>A schema as JSON (OpenAPI v3).</summary>
    public static JsonObject Write(SchemaNode node)
    {
        JsonObject json = [];
        Add(json, "description", node.Description);
        Add(json, "type", node.Type);
        Add(json, "format", node.Format);
        Add(json, "enum", Texts(node.Enum));
        Add(json, "default", node.Default?.DeepClone());
        Add(json, "minimum", node.Minimum is { } minimum ? JsonValue.Create(minimum) : null);
        Add(json, "pattern", node.Pattern);
        if (node.IntOrString)
        {
            json["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
            json["x-kubernetes-int-or-string"] = true;
        }

        if (node.Properties.Count > 0)
        {
            json["properties"] = new JsonObject(node.Properties.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Write(item.Value))));
        }

        Add(json, "required", Texts(node.Required));
        Add(json, "additionalProperties", node.AdditionalProperties is { } values ? Write(values) : null);
        Add(json, "items", node.Items is { } items ? Write(items) : null);
        AddExtensions(json, node);
        return json;
    }

    private static void AddExtensions(JsonObject json, SchemaNode node)
    {
        if (node.EmbeddedResource)
        {
            json["x-kubernetes-embedded-resource"] = true;
        }

        if (node.PreserveUnknownFields)
        {
            json["x-kubernetes-preserve-unknown-fields"] = true;
        }

        Add(json, "x-kubernetes-list-type", node.ListType);
        Add(json, "x-kubernetes-list-map-keys", Texts(node.ListMapKeys));
        Add(json, "x-kubernetes-map-type", node.MapType);
        if (node.Rules.Count > 0)
        {
            json["x-kubernetes-validations"] = new JsonArray([.. node.Rules.Select(Rule)]);
        }
    }

    private static JsonObject Rule(SchemaRule rule) => new() { ["rule"] = rule.Expression, ["message"] = rule.Message };

    private static JsonObject Names(KindInfo kind)
    {
        JsonObject names = new()
        {
            ["kind"] = kind.Kind,
            ["listKind"] = kind.Kind + "List",
            ["plural"] = kind.Plural,
            ["singular"] = kind.Singular,
            ["categories"] = Texts(kind.Categories),
        };
        Add(names, "shortNames", Texts(kind.ShortNames));
        return names;
    }

    private static JsonObject Version(KindInfo kind, SchemaNode schema)
    {
        JsonObject version = new()
        {
            ["name"] = ApiGroups.Version,
            ["served"] = true,
            ["storage"] = true,
            ["additionalPrinterColumns"] = new JsonArray([.. kind.Columns.Select(Column)]),
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = Write(schema) },
        };
        if (kind.HasStatus)
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        return version;
    }

    private static JsonObject Column(KindColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["jsonPath"] = column.Path,
    };

    private static JsonArray? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : [.. texts.Select(text => JsonValue.Create(text))];

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
