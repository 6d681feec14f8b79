using System.Text.Json.Nodes;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Types;

namespace Cairn.ControlPlane.Discovery;

/// <summary>The schemas of one OpenAPI document: those of its kinds, and of everything that they refer to.</summary>
internal sealed class OpenApiSchemas
{
    private const string References = "#/components/schemas/";
    private const string MetaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string OtherPackage = "io.k8s.api.v1.";

    private const string VersionHelp = "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas "
        + "to the latest internal value, and may reject unrecognized values. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";

    private const string KindHelp = "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint "
        + "the client submits requests to. Cannot be updated. In CamelCase. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

    private const string MetadataHelp = "Standard object's metadata. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    private static readonly string[] MetaTypes = ["DeleteOptions", "ListMeta", "ManagedFieldsEntry", "ObjectMeta", "OwnerReference", "Preconditions",
        "Status", "StatusCause", "StatusDetails", "LabelSelector", "LabelSelectorRequirement", "Condition"];

    private readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);

    /// <summary>The name of a resource's kind among the schemas.</summary>
    public static string Name(ResourceInfo resource)
    {
        if (!resource.IsCustom)
        {
            return OtherPackage + (TypeCatalog.Of(resource)?.Name ?? resource.Kind);
        }

        string reversed = string.Join('.', resource.Group.Split('.').Reverse());
        return $"{reversed}.{resource.Version}.{resource.Kind}";
    }

    /// <summary>Adds the kind of a resource, and its list.</summary>
    public void Add(ResourceInfo resource)
    {
        string name = Name(resource);
        JsonObject schema = resource.Schema is not null ? (JsonObject)resource.Schema.Source.DeepClone()
            : TypeCatalog.Of(resource) is { } type ? Message(type)
            : new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        JsonObject properties = schema["properties"] as JsonObject ?? [];
        schema["properties"] ??= properties;
        properties["apiVersion"] = new JsonObject { ["description"] = VersionHelp, ["type"] = "string" };
        properties["kind"] = new JsonObject { ["description"] = KindHelp, ["type"] = "string" };
        properties["metadata"] = Reference("ObjectMeta", MetadataHelp);
        schema["x-kubernetes-group-version-kind"] = Kind(resource, resource.Kind);
        _schemas[name] = schema;
        if (!resource.IsVirtual)
        {
            _schemas[name + "List"] = List(resource, name);
        }
    }

    /// <summary>All schemas.</summary>
    public JsonObject Finish()
    {
        Reference("DeleteOptions", "");
        Reference("Status", "");
        return new JsonObject(_schemas);
    }

    /// <summary>Group, version and kind as documents name them.</summary>
    public static JsonArray Kind(ResourceInfo resource, string kind) =>
        [new JsonObject { ["group"] = resource.Group, ["kind"] = kind, ["version"] = resource.Version }];

    private JsonObject List(ResourceInfo resource, string name) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = VersionHelp, ["type"] = "string" },
            ["kind"] = new JsonObject { ["description"] = KindHelp, ["type"] = "string" },
            ["metadata"] = Reference("ListMeta", MetadataHelp),
            ["items"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = References + name } },
        },
        ["x-kubernetes-group-version-kind"] = Kind(resource, resource.ListKind),
    };

    private JsonObject Reference(string type, string description)
    {
        string name = (MetaTypes.Contains(type) ? MetaPackage : OtherPackage) + type;
        if (!_schemas.ContainsKey(name))
        {
            _schemas[name] = null; // Types may refer to themselves.
            _schemas[name] = Message(TypeCatalog.Get(type));
        }

        JsonObject reference = new() { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = References + name }) };
        if (description.Length > 0)
        {
            reference["description"] = description;
        }

        return reference;
    }

    private JsonObject Message(BuiltInType type)
    {
        JsonObject properties = [];
        foreach (BuiltInField field in type.AllFields().OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            JsonObject schema = Value(field.Type);
            if (field.Patch.IsMerged)
            {
                schema["x-kubernetes-patch-strategy"] = "merge";
                if (field.Patch.Key.Length > 0)
                {
                    schema["x-kubernetes-patch-merge-key"] = field.Patch.Key;
                }
            }

            properties[field.Name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    private JsonObject Value(ValueForm type) => type.Kind switch
    {
        FieldType.Message => Reference(type.Message, ""),
        FieldType.List => new JsonObject { ["type"] = "array", ["items"] = Value(type.Inner!) },
        FieldType.Map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(type.Inner!) },
        FieldType.Items => new JsonObject { ["type"] = "array", ["items"] = Plain("string", "") },
        FieldType.Boolean => Plain("boolean", ""),
        FieldType.Int32 => Plain("integer", "int32"),
        FieldType.Int64 => Plain("integer", "int64"),
        FieldType.Bytes => Plain("string", "byte"),
        FieldType.Time or FieldType.MicroTime => Plain("string", "date-time"),
        FieldType.IntOrString => Plain("string", "int-or-string"),
        FieldType.Quantity => new JsonObject { ["oneOf"] = new JsonArray(Plain("string", ""), Plain("number", "")) },
        FieldType.Raw => Plain("object", ""),
        _ => Plain("string", ""),
    };

    private static JsonObject Plain(string type, string format)
    {
        JsonObject schema = new() { ["type"] = type };
        if (format.Length > 0)
        {
            schema["format"] = format;
        }

        return schema;
    }
}
