using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Schemas;

/// <summary>Holds a custom resource against its schema, and then against the rules in it; those are not run on what the schema refuses.</summary>
internal static class RuleValidator
{
    private static readonly FieldError NotChecked = FieldError.Invalid("<nil>", "null",
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");

    /// <summary>What is wrong with an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="old">The object before; null when it is new.</param>
    /// <param name="schema">Its schema.</param>
    public static IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old, StructuralSchema schema)
    {
        IReadOnlyList<FieldError> errors = SchemaValidator.Validate(value, schema, old is not null);
        if (!schema.HasRules)
        {
            return errors;
        }

        return errors.Count > 0 ? [.. errors, NotChecked] : [.. Check(value, old, schema, "")];
    }

    private static IEnumerable<FieldError> Check(JsonNode? value, JsonNode? old, StructuralSchema schema, string path)
    {
        if (!schema.HasRules || value is null)
        {
            return [];
        }

        IEnumerable<FieldError> own = schema.Rules.Select(rule => rule.Check(value, old, path, schema.Format)).OfType<FieldError>();
        return value switch
        {
            JsonObject map => own.Concat(map.SelectMany(entry => Below(entry, old, schema, path))),
            JsonArray list when schema.Items is { } items =>
                own.Concat(list.SelectMany((item, index) => Check(item, Counterpart(item, old, schema), items, $"{path}[{index}]"))),
            _ => own,
        };
    }

    private static IEnumerable<FieldError> Below(KeyValuePair<string, JsonNode?> entry, JsonNode? old, StructuralSchema schema, string path) =>
        (schema.Properties.GetValueOrDefault(entry.Key) ?? schema.Values) is { } known
            ? Check(entry.Value, old.At(entry.Key), known, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}") : [];

    /// <summary>The entry of the old list with the same keys; lists without keys have none.</summary>
    private static JsonNode? Counterpart(JsonNode? item, JsonNode? old, StructuralSchema schema) =>
        schema.ListType == "map" && old is JsonArray list
            ? list.FirstOrDefault(other => schema.ListKeys.All(key => JsonNode.DeepEquals(other.At(key), item.At(key)))) : null;
}
