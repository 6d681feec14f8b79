using System.Globalization;
using Cairn.Api.Manifests;
using Cairn.Api.Schema;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation;

/// <summary>
/// Holds a manifest against the schema of its kind, as an API server does with the CRD. What passes can be read into the kind's
/// C# type. Fields that the schema does not name are warnings, since an API server drops them.
/// </summary>
internal sealed class SchemaValidator
{
    /// <summary>Problems beyond this number help nobody.</summary>
    private const int MaxProblems = 100;

    private readonly List<Problem> _problems = [];

    /// <summary>The problems of a manifest, at most a hundred.</summary>
    public static IReadOnlyList<Problem> Check(ManifestNode node, SchemaNode schema) => Check(node, schema, FieldPath.Root);

    /// <summary>The problems of a part of a manifest, at most a hundred.</summary>
    public static IReadOnlyList<Problem> Check(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        SchemaValidator validator = new();
        validator.CheckNode(node, schema, path);
        return validator._problems;
    }

    private void CheckNode(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        if (_problems.Count >= MaxProblems)
        {
            return;
        }

        if (schema.IntOrString)
        {
            CheckIntOrString(node, schema, path);
            return;
        }

        switch (schema.Type)
        {
            case "object":
                CheckObject(node, schema, path);
                break;
            case "array":
                CheckArray(node, schema, path);
                break;
            case "string":
                CheckText(node, schema, path);
                break;
            case "integer" or "number":
                CheckNumber(node, schema, path);
                break;
            default:
                Expect(node, ManifestNodeKind.Boolean, "true or false", path);
                break;
        }
    }

    private void CheckObject(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        if (!Expect(node, ManifestNodeKind.Map, "named fields", path))
        {
            return;
        }

        foreach (string name in schema.Required.Where(name => node[name] is null or { Kind: ManifestNodeKind.Null }))
        {
            if (!schema.Properties.TryGetValue(name, out SchemaNode? missing) || missing.Default is null)
            {
                Error(path.Field(name), "is missing: it must be given");
            }
        }

        foreach (ManifestEntry entry in node.Entries.Where(entry => entry.Value.Kind != ManifestNodeKind.Null))
        {
            if (schema.Properties.TryGetValue(entry.Name, out SchemaNode? field))
            {
                CheckNode(entry.Value, field, path.Field(entry.Name));
            }
            else if (schema.AdditionalProperties is { } values)
            {
                CheckNode(entry.Value, values, path.Field(entry.Name));
            }
            else if (!schema.PreserveUnknownFields && schema.Properties.Count > 0)
            {
                Warn(path.Field(entry.Name), UnknownFields.Describe(entry.Name, schema.Properties.Keys));
            }
        }

        if (schema.EmbeddedResource)
        {
            CheckEmbedded(node, path);
        }
    }

    private void CheckEmbedded(ManifestNode node, FieldPath path)
    {
        foreach (string name in (string[])["apiVersion", "kind"])
        {
            if (node[name] is not { Kind: ManifestNodeKind.Text, Text.Length: > 0 })
            {
                Error(path.Field(name), "is missing: the field holds a whole object, with apiVersion and kind");
            }
        }
    }

    private void CheckArray(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        if (!Expect(node, ManifestNodeKind.List, "a list", path))
        {
            return;
        }

        HashSet<string> keys = [];
        for (int i = 0; i < node.Items.Count; i++)
        {
            ManifestNode item = node.Items[i];
            CheckNode(item, schema.Items!, path.At(i));
            string? key = schema.ListType switch
            {
                "map" => string.Join('\n', schema.ListMapKeys.Select(name => item[name]?.Text ?? schema.Items!.Properties[name].Default?.ToString() ?? "")),
                "set" => item.Text,
                _ => null,
            };
            if (key is not null && !keys.Add(key))
            {
                Error(path.At(i), schema.ListType == "set" ? "is there twice"
                    : $"another entry of the list has the same {string.Join(" and ", schema.ListMapKeys)}");
            }
        }
    }

    private void CheckText(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        if (!Expect(node, ManifestNodeKind.Text, "a text", path))
        {
            return;
        }

        if (schema.Enum.Count > 0 && !schema.Enum.Contains(node.Text))
        {
            Error(path, $"is {Shown(node)}, which is none of {string.Join(", ", schema.Enum)}");
        }
        else if (schema.Format == "date-time" && !TimeText.TryParse(node.Text, out _))
        {
            Error(path, $"is {Shown(node)}, which is no time: write it as 2026-01-31T23:59:59Z");
        }
        else if (schema.Format == "byte" && !Convert.TryFromBase64String(node.Text, new byte[node.Text.Length], out _))
        {
            Error(path, "is not in base64");
        }
    }

    private void CheckNumber(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        bool isInteger = schema.Type == "integer";
        if (!Expect(node, ManifestNodeKind.Number, isInteger ? "an integer" : "a number", path))
        {
            return;
        }

        if (!isInteger)
        {
            return;
        }

        if (!long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            || (schema.Format == "int32" && value is > int.MaxValue or < int.MinValue))
        {
            Error(path, $"is {Shown(node)}, which is no integer of {(schema.Format == "int32" ? 32 : 64)} bits");
        }
        else if (value < schema.Minimum)
        {
            Error(path, $"is {value}, which is less than {schema.Minimum}");
        }
    }

    private void CheckIntOrString(ManifestNode node, SchemaNode schema, FieldPath path)
    {
        if (schema.Pattern is not null)
        {
            if (node.Kind is not (ManifestNodeKind.Number or ManifestNodeKind.Text) || !QuantityText.IsValid(node.Text))
            {
                Error(path, $"is {Shown(node)}, which is no quantity: write a number with a unit, such as 500m or 1.5Gi");
            }
        }
        else if (node.Kind != ManifestNodeKind.Text
            && !(node.Kind == ManifestNodeKind.Number && int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            Error(path, $"is {Shown(node)}, where an integer or a text is needed");
        }
    }

    private bool Expect(ManifestNode node, ManifestNodeKind kind, string needed, FieldPath path)
    {
        if (node.Kind == kind)
        {
            return true;
        }

        string advice = kind == ManifestNodeKind.Text && node.Kind is ManifestNodeKind.Boolean or ManifestNodeKind.Number ? ": put it in quotes" : "";
        Error(path, $"is {KindOf(node)}, where {needed} {(kind == ManifestNodeKind.Map ? "are" : "is")} needed{advice}");
        return false;
    }

    /// <summary>What a value is, without the value: any text or number of a manifest may be somebody's password.</summary>
    private static string KindOf(ManifestNode node) => node.Kind switch
    {
        ManifestNodeKind.Null => "empty",
        ManifestNodeKind.List => "a list",
        ManifestNodeKind.Map => "a map",
        ManifestNodeKind.Text => "a text",
        ManifestNodeKind.Number => "a number",
        _ => "a boolean",
    };

    /// <summary>The value itself, for fields that hold a word, a time, a number or a quantity.</summary>
    private static string Shown(ManifestNode node) =>
        node.Kind is not (ManifestNodeKind.Text or ManifestNodeKind.Number) ? KindOf(node)
        : node.Text.Length <= 60 ? $"\"{node.Text}\""
        : $"\"{node.Text[..60]}…\"";

    private void Error(FieldPath path, string message) => _problems.Add(new Problem(ProblemSeverity.Error, path, message));

    private void Warn(FieldPath path, string message) => _problems.Add(new Problem(ProblemSeverity.Warning, path, message));
}
