using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Rules;

namespace Cairn.ControlPlane.Schemas;

/// <summary>The schema of a custom resource: OpenAPI v3 as CRDs carry it, read once.</summary>
internal sealed class StructuralSchema
{
    /// <summary>Reads a schema.</summary>
    public StructuralSchema(JsonObject source)
    {
        Source = source;
        Type = source.Text("type") ?? "";
        Format = source.Text("format") ?? "";
        IsNullable = source.IsTrue("nullable");
        IsIntOrString = source.IsTrue("x-kubernetes-int-or-string");
        KeepsUnknown = source.IsTrue("x-kubernetes-preserve-unknown-fields");
        IsEmbedded = source.IsTrue("x-kubernetes-embedded-resource");
        ListType = source.Text("x-kubernetes-list-type") ?? "";
        ListKeys = [.. Texts(source["x-kubernetes-list-map-keys"])];
        Required = [.. Texts(source["required"])];
        Enum = source["enum"] as JsonArray;
        Default = source["default"];
        Items = source["items"] is JsonObject items ? new StructuralSchema(items) : null;
        Values = source["additionalProperties"] is JsonObject values ? new StructuralSchema(values) : null;
        AllowsAny = source.IsTrue("additionalProperties");
        if (source["properties"] is JsonObject properties)
        {
            Properties = properties.Where(entry => entry.Value is JsonObject)
                .ToDictionary(entry => entry.Key, entry => new StructuralSchema((JsonObject)entry.Value!));
        }

        if (source.Text("pattern") is { } pattern)
        {
            PatternText = pattern;
            Pattern = Patterns.Read(pattern);
        }

        Rules = [.. (source["x-kubernetes-validations"] as JsonArray ?? []).Select(rule => new ValidationRule(rule))];
        AllOf = [.. Schemas(source["allOf"])];
        AnyOf = [.. Schemas(source["anyOf"])];
        OneOf = [.. Schemas(source["oneOf"])];
        Not = source["not"] is JsonObject not ? new StructuralSchema(not) : null;
    }

    /// <summary>As the CRD has it; for the rarely used limits.</summary>
    public JsonObject Source { get; }

    /// <summary>JSON type; empty for any.</summary>
    public string Type { get; }

    /// <summary>Format of the type; may be empty or unknown.</summary>
    public string Format { get; }

    /// <summary>Whether null is a value.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether it is a whole number or a text.</summary>
    public bool IsIntOrString { get; }

    /// <summary>Whether fields that it does not name are kept.</summary>
    public bool KeepsUnknown { get; }

    /// <summary>Whether the value is itself an object with kind and metadata.</summary>
    public bool IsEmbedded { get; }

    /// <summary><c>set</c>, <c>map</c>, <c>atomic</c> or empty.</summary>
    public string ListType { get; }

    /// <summary>The fields that tell the entries of a map-like list apart.</summary>
    public IReadOnlyList<string> ListKeys { get; }

    /// <summary>Fields that have to be there.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <summary>The allowed values, or null.</summary>
    public JsonArray? Enum { get; }

    /// <summary>The value of a missing field, or null.</summary>
    public JsonNode? Default { get; }

    /// <summary>Schema of the entries of a list.</summary>
    public StructuralSchema? Items { get; }

    /// <summary>Schema of the values of a map.</summary>
    public StructuralSchema? Values { get; }

    /// <summary>Whether a map may hold anything.</summary>
    public bool AllowsAny { get; }

    /// <summary>The fields.</summary>
    public IReadOnlyDictionary<string, StructuralSchema> Properties { get; } = new Dictionary<string, StructuralSchema>();

    /// <summary>The pattern of a text as written.</summary>
    public string? PatternText { get; }

    /// <summary>The pattern of a text.</summary>
    public Regex? Pattern { get; }

    /// <summary>Its own rules, beyond types.</summary>
    public IReadOnlyList<ValidationRule> Rules { get; }

    /// <summary>Whether it or anything below has rules.</summary>
    public bool HasRules => Rules.Count > 0 || Properties.Values.Any(property => property.HasRules)
        || Items is { HasRules: true } || Values is { HasRules: true };

    /// <summary>All of these have to hold.</summary>
    public IReadOnlyList<StructuralSchema> AllOf { get; }

    /// <summary>One of these has to hold.</summary>
    public IReadOnlyList<StructuralSchema> AnyOf { get; }

    /// <summary>Exactly one of these has to hold.</summary>
    public IReadOnlyList<StructuralSchema> OneOf { get; }

    /// <summary>This must not hold.</summary>
    public StructuralSchema? Not { get; }

    private static IEnumerable<string> Texts(JsonNode? list) => list is JsonArray array ? array.Select(item => item.Text() ?? "") : [];

    private static IEnumerable<StructuralSchema> Schemas(JsonNode? list) =>
        list is JsonArray array ? array.OfType<JsonObject>().Select(item => new StructuralSchema(item)) : [];
}
