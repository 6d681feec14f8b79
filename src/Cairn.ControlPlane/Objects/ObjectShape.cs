using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Schemas;
using Cairn.ControlPlane.Types;

namespace Cairn.ControlPlane.Objects;

/// <summary>Brings what a client sent into the shape of its resource: kind and version checked, unknown fields removed, defaults filled in.</summary>
internal static class ObjectShape
{
    /// <summary>Shapes an object in place.</summary>
    /// <exception cref="ApiException">It is of another kind or version, or it has unknown fields and the client asked for strictness.</exception>
    public static void Apply(JsonObject value, ResourceInfo resource, WriteOptions options)
    {
        string version = value.Text("apiVersion") ?? resource.GroupVersion;
        if (version != resource.GroupVersion)
        {
            RefuseVersion(value, resource, version, options);
        }

        List<string> problems = [.. options.Duplicates.Select(field => $"duplicate field \"{field}\"")];
        IEnumerable<string> unknown = TypeCatalog.Of(resource) is { } type ? Fit(value, type, resource, options) : [];
        unknown = unknown.Concat(MetadataRules.Normalize(value));
        if (resource.Schema is not null)
        {
            unknown = unknown.Concat(Pruner.Prune(value, resource.Schema)).Order(StringComparer.Ordinal);
        }

        problems.AddRange(unknown.Select(field => $"unknown field \"{field}\""));
        Report(problems, value, resource, options);
        value["apiVersion"] = resource.GroupVersion;
        value["kind"] ??= resource.Kind;
        if (resource.Schema is not null)
        {
            Defaulter.Apply(value, resource.Schema);
            CheckKind(value, resource);
        }
        else
        {
            DropNulls(value);
        }
    }

    private static IReadOnlyList<string> Fit(JsonObject value, BuiltInType type, ResourceInfo resource, WriteOptions options)
    {
        try
        {
            return TypeFit.Apply(value, type);
        }
        catch (JsonSyntaxException error)
        {
            throw options.IsPatch
                ? ApiErrors.Invalid("", "", "", [FieldError.Invalid("patch", FieldError.Quote(options.Patch ?? value.ToText()), error.Message)])
                : ApiErrors.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {error.Message}");
        }
    }

    private static void Report(List<string> problems, JsonObject value, ResourceInfo resource, WriteOptions options)
    {
        if (problems.Count == 0 || options.FieldValidation == "Ignore")
        {
            return;
        }

        if (options.FieldValidation != "Strict")
        {
            options.Warnings.AddRange(problems);
            return;
        }

        string problem = $"strict decoding error: {string.Join(", ", problems)}";
        throw options.IsPatch
            ? ApiErrors.Invalid("", "", "", [FieldError.Invalid("patch", FieldError.Quote(options.Patch ?? value.ToText()), problem)])
            : ApiErrors.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {problem}");
    }

    private static void RefuseVersion(JsonObject value, ResourceInfo resource, string version, WriteOptions options)
    {
        if (!resource.IsCustom)
        {
            throw ApiErrors.BadRequest($"{value.Text("kind")} in version \"{version}\" cannot be handled as a {resource.Kind}");
        }

        // No schema of that version is known, so every field of it is unknown.
        options.Warnings.AddRange(value.Select(entry => entry.Key).Where(name => name is not ("apiVersion" or "kind" or "metadata"))
            .Select(name => $"unknown field \"{name}\""));
        throw options.IsPatch
            ? ApiErrors.Invalid(resource.Group, resource.Kind, value.Text("metadata", "name") ?? "",
                [FieldError.Invalid("apiVersion", FieldError.Quote(version), $"must be {resource.GroupVersion}")])
            : ApiErrors.BadRequest($"the API version in the data ({version}) does not match the expected API version ({resource.GroupVersion})");
    }

    private static void CheckKind(JsonObject value, ResourceInfo resource)
    {
        string kind = value.Text("kind") ?? "";
        if (kind != resource.Kind)
        {
            throw ApiErrors.Invalid(resource.Group, kind, value.Text("metadata", "name") ?? "",
                [FieldError.Invalid("kind", FieldError.Quote(kind), $"must be {resource.Kind}")]);
        }
    }

    /// <summary>Built-in kinds have no null: a field that is null is one that is not there.</summary>
    private static void DropNulls(JsonObject map)
    {
        foreach ((string name, JsonNode? value) in map.ToList())
        {
            // Values of data maps are the exception: there null is an empty text, which the rules of the kind see to.
            if (value is null)
            {
                map.Remove(name);
            }
            else if (value is JsonObject inner && name is not ("data" or "binaryData" or "stringData" or "openAPIV3Schema"))
            {
                DropNulls(inner);
            }
        }
    }
}
