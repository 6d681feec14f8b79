using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What is wrong with the versions of a CRD: their schemas, columns and subresources.</summary>
internal static class DefinitionVersions
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    /// <summary>Checks the versions.</summary>
    public static IEnumerable<FieldError> Validate(JsonNode? spec)
    {
        JsonArray versions = spec.At("versions") as JsonArray ?? [];
        for (int i = 0; i < versions.Count; i++)
        {
            // With one version only, the API names the fields as if they stood in the spec itself.
            string path = versions.Count == 1 ? "spec" : $"spec.versions[{i}]";
            JsonNode? version = versions[i];
            IEnumerable<FieldError> errors = version.At("schema", "openAPIV3Schema") is { } schema
                ? DefinitionSchemas.Validate(schema, versions.Count == 1 ? "spec.validation.openAPIV3Schema" : $"{path}.schema.openAPIV3Schema")
                : [FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema")];
            foreach (FieldError error in errors.Concat(Columns(version, path)).Concat(Scale(version, path)))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Columns(JsonNode? version, string path)
    {
        JsonArray columns = version.At("additionalPrinterColumns") as JsonArray ?? [];
        for (int i = 0; i < columns.Count; i++)
        {
            string field = $"{path}.additionalPrinterColumns[{i}]";
            if (string.IsNullOrEmpty(columns[i].Text("name")))
            {
                yield return FieldError.Required($"{field}.name");
            }

            string type = columns[i].Text("type") ?? "";
            if (!ColumnTypes.Contains(type))
            {
                yield return FieldError.Invalid($"{field}.type", FieldError.Quote(type), $"must be one of {string.Join(',', ColumnTypes)}");
            }

            foreach (FieldError error in Path(columns[i].Text("jsonPath"), $"{field}.JSONPath"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Scale(JsonNode? version, string path) => version.At("subresources", "scale") is not { } scale ? []
        : Path(scale.Text("specReplicasPath"), $"{path}.subresources.scale.specReplicasPath")
            .Concat(Path(scale.Text("statusReplicasPath"), $"{path}.subresources.scale.statusReplicasPath"));

    private static IEnumerable<FieldError> Path(string? text, string field)
    {
        if (string.IsNullOrEmpty(text))
        {
            yield return FieldError.Required(field);
        }
        else if (text[0] != '.')
        {
            yield return FieldError.Invalid(field, FieldError.Quote(text), "must be a simple json path starting with .");
        }
    }
}
