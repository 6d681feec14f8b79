using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Rules;
using Cairn.ControlPlane.Schemas;

namespace Cairn.ControlPlane.Kinds;

/// <summary>
/// What is wrong with the schema of a CRD. A schema that passes can be read: its types are known, its patterns compile and are safe,
/// and its rules can be evaluated.
/// </summary>
internal sealed class DefinitionSchemas
{
    private const int MaxDepth = 64;

    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private readonly List<FieldError> _errors = [];

    /// <summary>Checks the schema of one version.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Its path in the CRD.</param>
    public static IReadOnlyList<FieldError> Validate(JsonNode? schema, string path)
    {
        DefinitionSchemas checks = new();
        string type = schema.Text("type") ?? "";
        if (type.Length == 0)
        {
            checks._errors.Add(FieldError.Required($"{path}.type", "must not be empty at the root"));
        }
        else if (type != "object")
        {
            checks._errors.Add(FieldError.Invalid($"{path}.type", FieldError.Quote(type), "must be object at the root"));
        }
        else
        {
            checks.Value(schema, path, 0, isRoot: true);
            checks.Metadata(schema, path);
            checks.Combinations(schema, path);
        }

        return checks._errors;
    }

    private void Value(JsonNode? schema, string path, int depth, bool isRoot = false)
    {
        if (depth > MaxDepth)
        {
            _errors.Add(FieldError.Forbidden(path, $"must not be deeper than {MaxDepth} levels"));
            return;
        }

        CheckType(schema, path, isRoot);
        CheckKeywords(schema, path);
        CheckPattern(schema, path);
        CheckRules(schema, path);
        CheckList(schema, path);
        if (schema.At("properties") is JsonObject properties)
        {
            foreach ((string name, JsonNode? property) in properties)
            {
                Value(property, $"{path}.properties[{name}]", depth + 1);
            }
        }

        if (schema.At("items") is JsonObject items)
        {
            Value(items, $"{path}.items", depth + 1);
        }

        if (schema.At("additionalProperties") is JsonObject values)
        {
            Value(values, $"{path}.additionalProperties", depth + 1);
        }

        CheckDefault(schema, path);
    }

    private void CheckType(JsonNode? schema, string path, bool isRoot)
    {
        string type = schema.Text("type") ?? "";
        if (schema.At("$ref") is not null)
        {
            _errors.Add(FieldError.Forbidden($"{path}.$ref", "$ref is not supported"));
        }
        else if (type.Length > 0 && !Types.Contains(type))
        {
            _errors.Add(FieldError.NotSupported($"{path}.type", FieldError.Quote(type), Types));
        }
        else if (type.Length == 0 && !isRoot && !schema.IsTrue("x-kubernetes-int-or-string") && !schema.IsTrue("x-kubernetes-preserve-unknown-fields"))
        {
            string place = path.EndsWith(".items", StringComparison.Ordinal) ? "array items" : "object fields";
            _errors.Add(FieldError.Required($"{path}.type", $"must not be empty for specified {place}"));
        }
    }

    private void CheckKeywords(JsonNode? schema, string path)
    {
        if (schema.IsTrue("uniqueItems"))
        {
            _errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.At("properties") is JsonObject { Count: > 0 } && schema.At("additionalProperties") is not null)
        {
            _errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        if (schema.Text("type") == "array" && schema.At("items") is null)
        {
            _errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }
    }

    private void CheckPattern(JsonNode? schema, string path)
    {
        if (schema.Text("pattern") is not { Length: > 0 } pattern)
        {
            return;
        }

        try
        {
            Patterns.Read(pattern);
        }
        catch (ArgumentException error)
        {
            string problem = error.Message.Contains("Not enough )", StringComparison.Ordinal) ? $"missing closing ): `{pattern}`" : error.Message;
            _errors.Add(FieldError.Invalid($"{path}.pattern", FieldError.Quote(pattern),
                $"must be a valid regular expression, but isn't: error parsing regexp: {problem}"));
        }
    }

    private void CheckRules(JsonNode? schema, string path)
    {
        JsonArray rules = schema.At("x-kubernetes-validations") as JsonArray ?? [];
        for (int i = 0; i < rules.Count; i++)
        {
            try
            {
                _ = new ValidationRule(rules[i]);
            }
            catch (RuleException error)
            {
                string field = $"{path}.x-kubernetes-validations[{i}].rule";
                _errors.Add(FieldError.Invalid(field, FieldError.Quote(rules[i].Text("rule") ?? ""),
                    $"compilation failed: {error.Message} (this server evaluates a part of the Common Expression Language)"));
            }
        }
    }

    private void CheckList(JsonNode? schema, string path)
    {
        if (schema.Text("x-kubernetes-list-type") is not { } listType)
        {
            return;
        }

        if (schema.Text("type") != "array")
        {
            _errors.Add(FieldError.Invalid($"{path}.type", FieldError.Quote(schema.Text("type") ?? ""),
                "must be array if x-kubernetes-list-type is specified"));
        }
        else if (listType == "map")
        {
            IEnumerable<string> keys = (schema.At("x-kubernetes-list-map-keys") as JsonArray ?? []).Select(key => key.Text() ?? "");
            JsonArray required = schema.At("items", "required") as JsonArray ?? [];
            foreach (string key in keys.Where(key => schema.At("items", "properties", key, "default") is null
                && !required.Any(name => name.Text() == key)))
            {
                _errors.Add(FieldError.Required($"{path}.items.properties[{key}].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
        }
    }

    private void CheckDefault(JsonNode? schema, string path)
    {
        if (schema.At("default") is not { } value || schema is not JsonObject map || _errors.Count > 0)
        {
            return;
        }

        StructuralSchema read = new(map);
        JsonObject holder = new() { [""] = value.DeepClone() };
        if (value is JsonObject defaults && Pruner.Prune((JsonObject)defaults.DeepClone(), read).Count > 0)
        {
            _errors.Add(FieldError.Invalid($"{path}.default", value.ToText(), "must not have unknown fields"));
            return;
        }

        StructuralSchema wrapper = new(new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { [""] = map.DeepClone() } });
        _errors.AddRange(SchemaValidator.Validate(holder, wrapper, isUpdate: false).Select(error => error with { Field = $"{path}.default" }));
    }

    private void Metadata(JsonNode? schema, string path)
    {
        if (schema.At("properties", "metadata", "properties") is JsonObject metadata && metadata.Any(entry => entry.Key is not ("name" or "generateName")))
        {
            _errors.Add(FieldError.Forbidden($"{path}.properties[metadata]",
                "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }
    }

    private void Combinations(JsonNode? schema, string path)
    {
        foreach (string name in (string[])["allOf", "anyOf", "oneOf"])
        {
            JsonArray parts = schema.At(name) as JsonArray ?? [];
            for (int i = 0; i < parts.Count; i++)
            {
                foreach (string property in (parts[i].At("properties") as JsonObject ?? []).Select(entry => entry.Key)
                    .Where(property => schema.At("properties", property) is null))
                {
                    _errors.Add(FieldError.Required($"{path}.properties[{property}]", $"because it is defined in {path}.{name}[{i}].properties[{property}]"));
                }
            }
        }
    }
}
