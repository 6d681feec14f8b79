using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Meta;

namespace Cairn.Api.Serialization;

/// <summary>Objects as JSON and YAML.</summary>
public static class ApiJson
{
    /// <summary>Reads an object from JSON in UTF-8. Fields that the kind does not have are dropped.</summary>
    /// <exception cref="JsonException">It is no JSON, or a field has a value of another type.</exception>
    public static ApiObject Read(KindInfo kind, ReadOnlySpan<byte> json) =>
        (ApiObject)(JsonSerializer.Deserialize(json, kind.TypeInfo) ?? throw new JsonException("An object is needed."));

    /// <summary>Writes an object as JSON.</summary>
    public static JsonObject Write(ApiObject value) =>
        JsonSerializer.SerializeToNode(value, KindCatalog.Of(value.GetType()).TypeInfo)!.AsObject();

    /// <summary>Writes an object as YAML.</summary>
    public static string WriteYaml(ApiObject value) => YamlWriter.Write(Write(value));
}
