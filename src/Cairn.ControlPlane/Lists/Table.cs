using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Lists;

/// <summary>Objects as the rows of a table, which command lines print.</summary>
internal static class Table
{
    private const string NameHelp = "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client "
        + "to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration "
        + "definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    /// <summary>The table of some objects.</summary>
    /// <param name="resource">Their resource.</param>
    /// <param name="values">The objects.</param>
    /// <param name="metadata">Metadata of the list, or the version of the one object.</param>
    /// <param name="form">The form that was asked for.</param>
    /// <param name="include"><c>Metadata</c> (default), <c>Object</c> or <c>None</c>: what comes with each row.</param>
    /// <param name="withColumns">Whether the columns are described; in a watch only the first table does.</param>
    public static JsonObject Write(
        ResourceInfo resource, IEnumerable<JsonObject> values, JsonObject metadata, Representation form, string? include, bool withColumns)
    {
        if (include is not (null or "" or "Metadata" or "Object" or "None"))
        {
            throw ApiErrors.BadRequest(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', 'Object', 'None', or empty");
        }

        IReadOnlyList<ResourceColumn> columns = resource.IsCustom ? resource.Columns : BuiltInColumns.Of(resource);
        JsonArray rows = [.. values.Select(value => Row(resource, value, columns, form, include))];
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = $"meta.k8s.io/{form.Version}",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns
                ? new JsonArray([.. (HasName(resource) ? [new("Name", "string", "name", NameHelp, 0, "")] : (ResourceColumn[])[]).Concat(columns)
                    .Select(Definition)])
                : null,
            ["rows"] = rows,
        };
    }

    private static bool HasName(ResourceInfo resource) => resource.Plural != "events" || resource.IsCustom;

    private static JsonObject Definition(ResourceColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description.Length > 0 ? column.Description : $"Custom resource definition column (in JSONPath format): {column.Path}",
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(
        ResourceInfo resource, JsonObject value, IReadOnlyList<ResourceColumn> columns, Representation form, string? include)
    {
        DateTimeOffset now = form.Clock.GetUtcNow();
        IEnumerable<JsonNode?> cells = resource.IsCustom ? columns.Select(column => Cell(value, column, now))
            : BuiltInCells.Of(resource.GroupResource, value, now);

        // Events have no column for the name at the front: what happened is of interest.
        string? name = value.Text("metadata", "name");
        JsonObject row = new() { ["cells"] = new JsonArray(HasName(resource) ? [name, .. cells] : [.. cells]) };
        row["object"] = include switch
        {
            "None" => null,
            "Object" => value.DeepClone(),
            _ => form.Metadata(value),
        };
        return row;
    }

    private static JsonNode? Cell(JsonObject value, ResourceColumn column, DateTimeOffset now)
    {
        JsonNode? found = JsonPath.Find(value, column.Path);
        return column.Type switch
        {
            "integer" => found.Number() is { } number ? number : null,
            "number" => found is JsonValue && found.GetValueKind() == JsonValueKind.Number ? found.DeepClone() : null,
            "boolean" => found?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? found.DeepClone() : null,
            "date" => found.Text() is { } time ? Ages.Since(time, now) : null,
            _ => found is null ? null : found.Text() ?? found.ToText(),
        };
    }
}
