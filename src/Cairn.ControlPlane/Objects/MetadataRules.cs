using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Objects;

/// <summary>What holds for the metadata of every object.</summary>
internal static class MetadataRules
{
    private const int LongestAnnotations = 256 * 1024;

    private static readonly string[] Known =
    [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ];

    /// <summary>
    /// Brings metadata into the form in which it is stored: unknown fields, nulls and empty lists and maps are dropped.
    /// </summary>
    /// <returns>The unknown fields.</returns>
    public static IReadOnlyList<string> Normalize(JsonObject value)
    {
        JsonObject metadata = value.Map("metadata");
        List<string> unknown = [];
        foreach ((string name, JsonNode? field) in metadata.ToList())
        {
            if (!Known.Contains(name))
            {
                unknown.Add($"metadata.{name}");
            }

            bool isEmpty = field is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || field.Text() == "";
            if (isEmpty || !Known.Contains(name) || name is "selfLink" or "managedFields")
            {
                metadata.Remove(name);
            }
        }

        return unknown;
    }

    /// <summary>The labels or annotations of an object.</summary>
    public static Dictionary<string, string> Texts(JsonObject value, string name)
    {
        Dictionary<string, string> texts = [];
        if (value.At("metadata", name) is JsonObject map)
        {
            foreach ((string key, JsonNode? text) in map)
            {
                texts[key] = text.Text() ?? "";
            }
        }

        return texts;
    }

    /// <summary>What is wrong with the metadata of an object.</summary>
    public static IEnumerable<FieldError> Validate(JsonObject value, ResourceInfo resource)
    {
        JsonNode? metadata = value["metadata"];
        Func<string, IEnumerable<string>> rule = resource is { Group: "", Plural: "namespaces" } ? NameRules.Label
            : resource.Group == "rbac.authorization.k8s.io" ? _ => [] : NameRules.Subdomain;
        string name = metadata.Text("name") ?? "";
        if (metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            foreach (string problem in rule(prefix.TrimEnd('-', '.')))
            {
                yield return FieldError.Invalid("metadata.generateName", FieldError.Quote(prefix), problem);
            }
        }

        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else
        {
            foreach (string problem in rule(name))
            {
                yield return FieldError.Invalid("metadata.name", FieldError.Quote(name), problem);
            }
        }

        foreach (FieldError error in NameRules.Labels(Texts(value, "labels"), "metadata.labels")
            .Concat(Annotations(value)).Concat(Owners(metadata)).Concat(Finalizers(metadata)))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> Annotations(JsonObject value)
    {
        Dictionary<string, string> annotations = Texts(value, "annotations");
        foreach (string key in annotations.Keys)
        {
            foreach (string problem in NameRules.QualifiedName(key.ToLowerInvariant()))
            {
                yield return FieldError.Invalid("metadata.annotations", FieldError.Quote(key), problem);
            }
        }

        if (annotations.Sum(entry => (long)entry.Key.Length + entry.Value.Length) > LongestAnnotations)
        {
            yield return FieldError.TooLong("metadata.annotations", LongestAnnotations);
        }
    }

    private static IEnumerable<FieldError> Owners(JsonNode? metadata)
    {
        if (metadata.At("ownerReferences") is not JsonArray owners)
        {
            yield break;
        }

        string? controller = null;
        foreach (JsonNode? owner in owners)
        {
            foreach (string name in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(name)))
                {
                    string field = name == "apiVersion" ? "version" : name;
                    yield return FieldError.Invalid($"metadata.ownerReferences.{field}", "\"\"",
                        name == "apiVersion" ? "version must not be empty" : "must not be empty");
                }
            }

            if (owner.IsTrue("controller"))
            {
                string shown = $"{owner.Text("kind")}/{owner.Text("name")}";
                if (controller is not null)
                {
                    yield return FieldError.Invalid("metadata.ownerReferences", owners.ToText(),
                        $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {shown}");
                }

                controller = shown;
            }
        }
    }

    private static IEnumerable<FieldError> Finalizers(JsonNode? metadata)
    {
        if (metadata.At("finalizers") is not JsonArray finalizers)
        {
            yield break;
        }

        foreach (string finalizer in finalizers.Select(item => item.Text() ?? ""))
        {
            foreach (string problem in NameRules.QualifiedName(finalizer))
            {
                yield return FieldError.Invalid("metadata.finalizers", FieldError.Quote(finalizer), problem);
            }
        }
    }
}
