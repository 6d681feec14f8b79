using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Lists;

/// <summary>In which form a client wants objects: as they are, as a table, or their metadata only.</summary>
/// <param name="Kind"><c>Table</c>, <c>PartialObjectMetadata</c>, <c>PartialObjectMetadataList</c>, or empty for the objects themselves.</param>
/// <param name="Version">Version of meta.k8s.io in which the form is answered.</param>
/// <param name="Clock">Tells the ages in tables.</param>
internal sealed record Representation(string Kind, string Version, TimeProvider Clock)
{
    private static readonly string[] Kinds = ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"];

    /// <summary>Whether objects are answered as they are stored.</summary>
    public bool IsPlain => Kind.Length == 0;

    /// <summary>How it is written: JSON, YAML or protobuf.</summary>
    public string Media { get; init; } = Http.Media.Json;

    /// <summary>The form that an Accept header wants most among those that are served.</summary>
    /// <param name="accept">The header.</param>
    /// <param name="clock">Tells the ages in tables.</param>
    /// <param name="hasYaml">Whether YAML is among them.</param>
    /// <param name="hasProtobuf">Whether protobuf is among them.</param>
    /// <exception cref="ApiException">None is (406).</exception>
    public static Representation Read(string? accept, TimeProvider clock, bool hasYaml, bool hasProtobuf)
    {
        bool isKnown = false;
        foreach (string[] parts in Http.Media.Clauses(accept))
        {
            string media = parts[0] is "*/*" ? Http.Media.Json : parts[0];
            if (media is not (Http.Media.Json or Http.Media.Yaml or Http.Media.Protobuf))
            {
                continue;
            }

            isKnown = true;
            string kind = Parameter(parts, "as");
            string version = Parameter(parts, "v");
            bool isServed = media switch
            {
                Http.Media.Protobuf => hasProtobuf && kind.Length == 0,
                Http.Media.Yaml => hasYaml,
                _ => true,
            };
            if (isServed && kind.Length == 0)
            {
                return new Representation("", "v1", clock) { Media = media };
            }

            if (isServed && Kinds.Contains(kind) && Parameter(parts, "g") == "meta.k8s.io" && version is "v1" or "v1beta1")
            {
                return new Representation(kind, version, clock) { Media = media };
            }
        }

        throw isKnown || !hasYaml
            ? new ApiException(406, "NotAcceptable", $"only the following media types are accepted: {Http.Media.All}")
            : new ApiException(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {Http.Media.All}", new JsonObject());
    }

    /// <summary>An object in this form.</summary>
    public JsonNode Of(ApiRequest request, JsonObject value) => Kind switch
    {
        "Table" => Table.Write(request.Resource, [value], new JsonObject { ["resourceVersion"] = value.Text("metadata", "resourceVersion") },
            this, request.Query("includeObject"), withColumns: true),
        "PartialObjectMetadata" => Metadata(value),
        "PartialObjectMetadataList" => throw new ApiException(500, "", "content is not a list"),
        _ => request.Resource.Show(value),
    };

    /// <summary>A list in this form.</summary>
    public JsonNode OfList(ApiRequest request, IEnumerable<JsonObject> items, JsonObject metadata) => Kind switch
    {
        "Table" => Table.Write(request.Resource, items, metadata, this, request.Query("includeObject"), withColumns: true),
        "PartialObjectMetadata" => throw new ApiException(500, "", "content is a list"),
        _ => new JsonObject
        {
            ["kind"] = Kind,
            ["apiVersion"] = $"meta.k8s.io/{Version}",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. items.Select(Metadata)]),
        },
    };

    /// <summary>The metadata of an object as an object of its own.</summary>
    public JsonObject Metadata(JsonObject value) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{Version}",
        ["metadata"] = value["metadata"]?.DeepClone(),
    };

    private static string Parameter(string[] parts, string name) =>
        parts.FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";
}
