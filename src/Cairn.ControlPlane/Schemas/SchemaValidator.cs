using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Schemas;

/// <summary>Holds an object against its schema; all violations are reported, with the API's texts.</summary>
internal sealed class SchemaValidator
{
    private readonly List<FieldError> _errors = [];
    private readonly bool _isUpdate;

    private SchemaValidator(bool isUpdate) => _isUpdate = isUpdate;

    /// <summary>What is wrong with an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="isUpdate">Whether it was there before: messages about formats then name the field without its path.</param>
    public static IReadOnlyList<FieldError> Validate(JsonObject value, StructuralSchema schema, bool isUpdate)
    {
        SchemaValidator validator = new(isUpdate);
        validator.Value(value, schema, "", "");
        return validator._errors;
    }

    private static bool IsValid(JsonNode? value, StructuralSchema schema, string path)
    {
        SchemaValidator validator = new(isUpdate: false);
        validator.Value(value, schema, path, path);
        return validator._errors.Count == 0;
    }

    private void Value(JsonNode? value, StructuralSchema schema, string path, string name)
    {
        if (value is null && schema.IsNullable)
        {
            return;
        }

        bool hasType = CheckType(value, schema, path);
        CheckEnum(value, schema, path);
        if (!hasType)
        {
            return;
        }

        switch (value)
        {
            case JsonObject map:
                Map(map, schema, path);
                break;
            case JsonArray list:
                List(list, schema, path);
                break;
            case not null when value.GetValueKind() == JsonValueKind.String:
                Text(value.Text()!, schema, path, name);
                break;
            case not null when value.GetValueKind() == JsonValueKind.Number:
                Number(value, schema, path);
                break;
            default:
                break;
        }

        Combinations(value, schema, path, name);
    }

    private bool CheckType(JsonNode? value, StructuralSchema schema, string path)
    {
        string actual = TypeOf(value);
        if (schema.IsIntOrString)
        {
            return actual is "integer" or "string" || TypeError(path, "integer,string", actual);
        }

        if (schema.Type.Length == 0 || schema.Type == actual || (schema.Type == "number" && actual == "integer"))
        {
            return true;
        }

        if (schema.Type == "integer" && actual == "number" && schema.Format.Length > 0)
        {
            CheckedValue(schema, path);
            return TypeError(path, schema.Format, "float64");
        }

        return TypeError(path, schema.Type, actual);
    }

    private bool TypeError(string path, string wanted, string actual)
    {
        string shown = FieldError.Quote(actual);
        _errors.Add(FieldError.TypeInvalid(path, shown, $"{path} in body must be of type {wanted}: {shown}"));
        return false;
    }

    private void CheckedValue(StructuralSchema schema, string path) => _errors.Add(FieldError.Invalid(
        "<nil>", "\"\"", $"Checked value must be of type {schema.Type} with format {schema.Format} in {path}"));

    private void CheckEnum(JsonNode? value, StructuralSchema schema, string path)
    {
        if (schema.Enum is not null && !schema.Enum.Any(allowed => JsonNode.DeepEquals(allowed, value)))
        {
            _errors.Add(FieldError.NotSupported(path, value.ToText(), schema.Enum.Select(allowed => allowed.Text() ?? allowed.ToText())));
        }
    }

    private void Map(JsonObject map, StructuralSchema schema, string path)
    {
        foreach (string required in schema.Required.Where(required => !map.ContainsKey(required)))
        {
            _errors.Add(FieldError.Required(Join(path, required)));
        }

        foreach ((string key, JsonNode? value) in map)
        {
            if ((schema.Properties.GetValueOrDefault(key) ?? schema.Values) is { } known)
            {
                Value(value, known, Join(path, key), _isUpdate ? key : Join(path, key));
            }
        }

        if (schema.Source.Number("maxProperties") is { } most && map.Count > most)
        {
            _errors.Add(FieldError.TooMany(path, map.Count, most));
        }

        if (schema.Source.Number("minProperties") is { } least && map.Count < least)
        {
            _errors.Add(FieldError.Invalid(path, map.Count.ToString(), $"{path} in body should have at least {least} properties"));
        }
    }

    private void List(JsonArray list, StructuralSchema schema, string path)
    {
        if (schema.Source.Number("minItems") is { } least && list.Count < least)
        {
            _errors.Add(FieldError.Invalid(path, list.Count.ToString(), $"{path} in body should have at least {least} items"));
        }

        if (schema.Source.Number("maxItems") is { } most && list.Count > most)
        {
            _errors.Add(FieldError.TooMany(path, list.Count, most));
        }

        for (int i = 0; schema.Items is not null && i < list.Count; i++)
        {
            Value(list[i], schema.Items, $"{path}[{i}]", $"{path}[{i}]");
        }

        if (schema.ListType is "set" or "map")
        {
            Duplicates(list, schema, path);
        }
    }

    private void Duplicates(JsonArray list, StructuralSchema schema, string path)
    {
        HashSet<string> seen = [];
        for (int i = 0; i < list.Count; i++)
        {
            JsonNode? key = list[i];
            if (schema.ListType == "map" && key is JsonObject entry)
            {
                key = new JsonObject(schema.ListKeys.Select(name => KeyValuePair.Create(name, entry[name]?.DeepClone())));
            }

            if (!seen.Add(key.ToText()))
            {
                _errors.Add(FieldError.Duplicate($"{path}[{i}]", key.ToText()));
            }
        }
    }

    private void Text(string text, StructuralSchema schema, string path, string name)
    {
        string shown = FieldError.Quote(text);
        int length = text.EnumerateRunes().Count();
        if (schema.Source.Number("maxLength") is { } most && length > most)
        {
            _errors.Add(FieldError.TooLong(path, most));
        }
        else if (schema.Source.Number("minLength") is { } least && length < least)
        {
            _errors.Add(FieldError.Invalid(path, shown, $"{path} in body should be at least {least} chars long"));
        }
        else if (schema.Pattern is not null && !Matches(schema.Pattern, text))
        {
            _errors.Add(FieldError.Invalid(path, shown, $"{path} in body should match '{schema.PatternText}'"));
        }

        if (schema.Format.Length > 0 && !Formats.Holds(schema.Format, text))
        {
            _errors.Add(FieldError.TypeInvalid(path, shown, $"{name} in body must be of type {schema.Format}: {shown}"));
        }
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // A text that takes the pattern seconds is treated as one that does not match: the server must stay up.
            return false;
        }
    }

    private void Number(JsonNode value, StructuralSchema schema, string path)
    {
        double number = value.ToDouble();
        string shown = value.ToText();
        if (schema.Format == "int32" && (number > int.MaxValue || number < int.MinValue))
        {
            CheckedValue(schema, path);
            return;
        }

        Limit(number, schema, path, shown, isMaximum: true);
        Limit(number, schema, path, shown, isMaximum: false);
        if (schema.Source["multipleOf"] is JsonValue factor && number % factor.ToDouble() != 0)
        {
            _errors.Add(FieldError.Invalid(path, shown, $"{path} in body should be a multiple of {factor.ToText()}"));
        }
    }

    private void Limit(double number, StructuralSchema schema, string path, string shown, bool isMaximum)
    {
        if (schema.Source[isMaximum ? "maximum" : "minimum"] is not JsonValue limit)
        {
            return;
        }

        bool isExclusive = schema.Source.IsTrue(isMaximum ? "exclusiveMaximum" : "exclusiveMinimum");
        double distance = isMaximum ? number - limit.ToDouble() : limit.ToDouble() - number;
        if (distance > 0 || (isExclusive && distance >= 0))
        {
            _errors.Add(FieldError.Invalid(path, shown,
                $"{path} in body should be {(isMaximum ? "less" : "greater")} than {(isExclusive ? "" : "or equal to ")}{limit.ToText()}"));
        }
    }

    private void Combinations(JsonNode? value, StructuralSchema schema, string path, string name)
    {
        if (schema.AllOf.Count > 0 && !schema.AllOf.All(part => IsValid(value, part, path)))
        {
            Combination(path, "must validate all the schemas (allOf)");
            foreach (StructuralSchema part in schema.AllOf)
            {
                Value(value, part, path, name);
            }
        }

        if (schema.AnyOf.Count > 0 && !schema.IsIntOrString && !schema.AnyOf.Any(part => IsValid(value, part, path)))
        {
            Combination(path, "must validate at least one schema (anyOf)");
            Value(value, schema.AnyOf[0], path, name);
        }

        if (schema.OneOf.Count > 0 && schema.OneOf.Count(part => IsValid(value, part, path)) is not 1 and var count)
        {
            Combination(path, $"must validate one and only one schema (oneOf). Found {(count == 0 ? "none valid" : $"{count} valid alternatives")}");
            if (count == 0)
            {
                Value(value, schema.OneOf[0], path, name);
            }
        }

        if (schema.Not is not null && IsValid(value, schema.Not, path))
        {
            Combination(path, "must not validate the schema (not)");
        }
    }

    private void Combination(string path, string rule) => _errors.Add(FieldError.Invalid("<nil>", "\"\"", $"\"{path}\" {rule}"));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.Number() is null ? "number" : "integer",
        _ => "boolean",
    };
}
