using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using k8s.Models;

namespace Cairn.Api.Schema;

/// <summary>
/// Builds the schema of a kind from the same type information by which its JSON is read and written, so that the two cannot
/// disagree. Descriptions come from the doc comments, if they are given. Facts about Kubernetes' own types that their C#
/// models do not carry are in <see cref="KubernetesFacts"/>.
/// </summary>
public sealed class SchemaBuilder(DocComments comments)
{
    private readonly Dictionary<Type, SchemaNode> _nodes = [];

    /// <summary>The schema of a kind. Each call builds it anew; see <see cref="Schemas"/> for a shared one without descriptions.</summary>
    public SchemaNode Build(KindInfo kind)
    {
        SchemaNode root = OfType(kind.TypeInfo.Type);
        Dictionary<string, SchemaNode> properties = new(root.Properties)
        {
            ["metadata"] = new SchemaNode { Type = "object" },
            ["apiVersion"] = new SchemaNode { Type = "string", Description = comments.Summary(typeof(ApiObject), nameof(ApiObject.ApiVersion)) },
            ["kind"] = new SchemaNode { Type = "string", Description = comments.Summary(typeof(ApiObject), nameof(ApiObject.Kind)) },
        };
        foreach ((string path, SchemaRule rule) in kind.Rules.Where(item => item.Key.Length > 0))
        {
            properties[path] = properties[path] with { Rules = [rule] };
        }

        return root with { Properties = properties, Rules = kind.Rules.TryGetValue("", out SchemaRule? own) ? [own] : [] };
    }

    /// <summary>The schema of the metadata of objects, which CRDs leave open.</summary>
    internal static SchemaNode BuildMetadata() => new SchemaBuilder(DocComments.None).MakeObject(ApiJsonContext.Default.V1ObjectMeta);

    private SchemaNode OfType(Type type)
    {
        if (!_nodes.TryGetValue(type, out SchemaNode? node))
        {
            node = Make(type);
            _nodes.Add(type, node);
        }

        return node;
    }

    private SchemaNode Make(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return Scalar(value) ?? Structure(ApiJsonContext.Default.GetTypeInfo(value)
            ?? throw new InvalidOperationException($"{value} is not part of {nameof(ApiJsonContext)}."));
    }

    private static SchemaNode? Scalar(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => new SchemaNode { Type = "string" },
        TypeCode.Boolean => new SchemaNode { Type = "boolean" },
        TypeCode.Int32 => new SchemaNode { Type = "integer", Format = "int32" },
        TypeCode.Int64 => new SchemaNode { Type = "integer", Format = "int64" },
        TypeCode.Double => new SchemaNode { Type = "number", Format = "double" },
        TypeCode.DateTime => new SchemaNode { Type = "string", Format = "date-time" },
        _ when type == typeof(DateTimeOffset) => new SchemaNode { Type = "string", Format = "date-time" },
        _ when type == typeof(byte[]) => new SchemaNode { Type = "string", Format = "byte" },
        _ when type == typeof(IntOrString) => new SchemaNode { IntOrString = true },
        _ when type == typeof(ResourceQuantity) => new SchemaNode { IntOrString = true, Pattern = QuantityText.Pattern },
        _ when type == typeof(JsonObject) || type == typeof(object) => new SchemaNode { Type = "object", PreserveUnknownFields = true },
        _ => null,
    };

    private SchemaNode Structure(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object => KubernetesFacts.Apply(MakeObject(info), info.Type),
        JsonTypeInfoKind.Dictionary => new SchemaNode { Type = "object", AdditionalProperties = OfType(info.ElementType!) },
        JsonTypeInfoKind.Enumerable => new SchemaNode { Type = "array", Items = OfType(info.ElementType!) },
        _ => throw new InvalidOperationException($"{info.Type} has no schema."),
    };

    private SchemaNode MakeObject(JsonTypeInfo info)
    {
        List<string> required = [];
        SortedDictionary<string, SchemaNode> properties = new(StringComparer.Ordinal);
        foreach (JsonPropertyInfo property in info.Properties)
        {
            properties.Add(property.Name, Property(info.Type, property));
            if (property.AttributeProvider!.IsDefined(typeof(RequiredAttribute), inherit: true))
            {
                required.Add(property.Name);
            }
        }

        SchemaNode node = new()
        {
            Type = "object",
            Properties = properties,
            PropertyOrder = [.. info.Properties.Select(property => property.Name)],
            Required = [.. required.Order(StringComparer.Ordinal)],
            MapType = info.Type.IsDefined(typeof(AtomicAttribute)) ? "atomic" : null,
            Description = comments.Summary(info.Type),
            ClrType = info.Type,
        };
        return node;
    }

    private SchemaNode Property(Type declaring, JsonPropertyInfo property)
    {
        MemberInfo member = (MemberInfo)property.AttributeProvider!;
        SchemaNode node = OfType(property.PropertyType);
        node = node with
        {
            Description = comments.Summary(member.DeclaringType ?? declaring, member.Name) ?? (IsOurs(declaring) ? node.Description : null),
            Default = member.GetCustomAttribute<DefaultAttribute>() is { } value ? ToJson(value.Value) : null,
            Enum = member.GetCustomAttribute<OneOfAttribute>()?.Values ?? [],
            Minimum = member.GetCustomAttribute<MinimumAttribute>()?.Value,
            PreserveUnknownFields = node.PreserveUnknownFields || member.IsDefined(typeof(FreeFormAttribute)),
            EmbeddedResource = member.IsDefined(typeof(EmbeddedResourceAttribute)),
            MapType = member.IsDefined(typeof(AtomicMapAttribute)) ? "atomic"
                : member.IsDefined(typeof(GranularMapAttribute)) ? "granular" : node.MapType,
        };
        return member.GetCustomAttribute<ListMapAttribute>() is { } map ? node with { ListType = "map", ListMapKeys = map.Keys } : node;
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(SchemaBuilder).Assembly;

    private static JsonValue ToJson(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        string text => JsonValue.Create(text),
        _ => throw new InvalidOperationException($"A default cannot be a {value.GetType()}."),
    };
}
