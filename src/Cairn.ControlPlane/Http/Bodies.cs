using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Types;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Http;

/// <summary>Reads the bodies of requests: size first, then their form, then what they hold.</summary>
internal static class Bodies
{
    /// <summary>Larger bodies are refused.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    private const int LongestQuote = 2048;

    private static readonly string[] Accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>The media type of a body, without parameters; empty when the client names none.</summary>
    public static string MediaType(HttpContext http) => (http.Request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The whole body.</summary>
    /// <exception cref="ApiException">It is too large (413).</exception>
    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using MemoryStream body = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var count)
            {
                if (body.Length + count > MaxBytes)
                {
                    throw new ApiException(413, "RequestEntityTooLarge", $"Request entity too large: limit is {MaxBytes}");
                }

                body.Write(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return body.ToArray();
    }

    /// <summary>The object of a body for a resource.</summary>
    /// <param name="http">The request.</param>
    /// <param name="resource">What it should be.</param>
    /// <param name="duplicates">Gets the fields that are there twice.</param>
    /// <exception cref="ApiException">It is none, or in a form that is not known.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext http, ResourceInfo resource, List<string> duplicates)
    {
        string type = MediaType(http);
        if (type is not ("" or "application/json" or "application/yaml" or Media.Protobuf))
        {
            throw ApiErrors.UnsupportedMediaType(Accepted);
        }

        byte[] body = await ReadAsync(http);
        JsonNode? value;
        try
        {
            value = type switch
            {
                "application/yaml" => FromYaml(body),
                Media.Protobuf => ProtobufReader.Read(body),
                _ => JsonText.Parse(Encoding.UTF8.GetString(body), duplicates),
            };
        }
        catch (JsonSyntaxException error)
        {
            string problem = type == Media.Protobuf ? error.Message : $"couldn't get version/kind; json parse error: {error.Message}";
            throw Unrecognized(resource, problem, body);
        }

        if (value is not (null or JsonObject))
        {
            throw Unrecognized(resource, "couldn't get version/kind; json parse error: the body is not a map", body);
        }

        JsonObject map = value as JsonObject ?? [];
        if (resource.IsCustom)
        {
            foreach (string name in (string[])["kind", "apiVersion"])
            {
                if (string.IsNullOrEmpty(map.Text(name)))
                {
                    string text = Encoding.UTF8.GetString(body);
                    throw Unrecognized(resource, $"Object '{(name == "kind" ? "Kind" : name)}' is missing in '{text}'", body);
                }
            }
        }

        if (type == Media.Protobuf && map.Text("kind") is { } kind && kind != resource.Kind)
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: "
                + $"converting (v1.{kind}) to (core.{resource.Kind}): unknown conversion");
        }

        CheckMetadata(map, resource);
        return map;
    }

    /// <summary>The value of a patch.</summary>
    /// <exception cref="ApiException">It is no JSON.</exception>
    public static JsonNode? ReadPatch(byte[] body)
    {
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetString(body), []);
        }
        catch (JsonSyntaxException error)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {error.Message}");
        }
    }

    /// <summary>Metadata that is no map, or names that are no texts, end here: nothing after this asks again.</summary>
    public static void CheckMetadata(JsonObject map, ResourceInfo resource)
    {
        if (TypeCatalog.Of(resource) is not null)
        {
            return; // Types are checked with all other fields, when the object is brought into shape.
        }

        string cannot = $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: ";
        if (map.TryGetPropertyValue("metadata", out JsonNode? metadata) && metadata is not (null or JsonObject))
        {
            throw ApiErrors.BadRequest($"{cannot}metadata must be a map");
        }

        foreach (string name in (string[])["name", "generateName", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"])
        {
            if (metadata.At(name) is { } value && value.Text() is null)
            {
                throw ApiErrors.BadRequest($"{cannot}metadata.{name} must be a text");
            }
        }

        foreach (string name in (string[])["labels", "annotations"])
        {
            if (metadata.At(name) is { } texts
                && (texts is not JsonObject entries || entries.Any(entry => entry.Value is not null && entry.Value.Text() is null)))
            {
                throw ApiErrors.BadRequest($"{cannot}metadata.{name} must be a map of texts");
            }
        }

        foreach (string name in (string[])["finalizers", "ownerReferences"])
        {
            if (metadata.At(name) is not (null or JsonArray))
            {
                throw ApiErrors.BadRequest($"{cannot}metadata.{name} must be a list");
            }
        }
    }

    private static JsonNode? FromYaml(byte[] body)
    {
        IReadOnlyList<ManifestDocument> documents = ManifestReader.Read("body", body, ManifestLimits.Default);
        ManifestDocument? first = documents.Count > 0 ? documents[0] : null;
        if (first?.Root is null)
        {
            throw new JsonSyntaxException(first?.Error ?? "the body is empty");
        }

        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            first.Root.WriteTo(writer);
        }

        return JsonText.Parse(Encoding.UTF8.GetString(json.WrittenSpan), []);
    }

    private static ApiException Unrecognized(ResourceInfo resource, string problem, byte[] body) =>
        ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {resource.Kind}): {problem} ({Quote(body)})");

    private static string Quote(byte[] body)
    {
        ReadOnlySpan<byte> start = body.AsSpan(0, Math.Min(body.Length, LongestQuote));
        string shown = start.IsEmpty ? "<empty>" : start[0] == '{' ? Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start);
        return body.Length > LongestQuote ? shown + " ..." : shown;
    }
}
