using System.Text.Json.Nodes;

namespace Cairn.Api.Schema;

/// <summary>
/// One node of the schema of a kind, as a CRD holds it (Kubernetes' structural schemas, a part of OpenAPI v3). Nodes of
/// Kubernetes' own types are shared between the places where the types are used.
/// </summary>
public sealed record SchemaNode
{
    /// <summary>object, array, string, integer, number or boolean. Null when any value, or an integer or text, is allowed.</summary>
    public string? Type { get; init; }

    /// <summary>Format of the value: int32, int64, double, byte or date-time. Null: none.</summary>
    public string? Format { get; init; }

    /// <summary>Sentences for people. Null: none, as for Kubernetes' own types.</summary>
    public string? Description { get; init; }

    /// <summary>The named fields of an object, by name, in alphabetical order.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = new Dictionary<string, SchemaNode>();

    /// <summary>The names in the order in which the type declares them, for people.</summary>
    public IReadOnlyList<string> PropertyOrder { get; init; } = [];

    /// <summary>Schema of the values of a map. Null: not a map.</summary>
    public SchemaNode? AdditionalProperties { get; init; }

    /// <summary>Schema of the entries of an array.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>Names of the fields that must be given.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The texts that are allowed. Empty: any.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>Value of the field when it is not given. Null: none.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The least number that is allowed. Null: any.</summary>
    public long? Minimum { get; init; }

    /// <summary>Pattern of the text. Null: any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether an integer and a text are both allowed.</summary>
    public bool IntOrString { get; init; }

    /// <summary>Whether fields that are not named are kept.</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>Whether the value is a whole object with apiVersion, kind and metadata.</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>atomic, set or map; null: atomic, unsaid.</summary>
    public string? ListType { get; init; }

    /// <summary>The fields that tell the entries of a list of type map apart.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>atomic or granular; null: granular, unsaid.</summary>
    public string? MapType { get; init; }

    /// <summary>Rules in the Common Expression Language.</summary>
    public IReadOnlyList<SchemaRule> Rules { get; init; } = [];

    /// <summary>The C# type, for people. Null: a value without a type of its own.</summary>
    public Type? ClrType { get; init; }
}
