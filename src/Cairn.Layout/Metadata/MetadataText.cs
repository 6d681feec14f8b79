using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api;
using Cairn.Api.Manifests;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using Cairn.Api.Storage;
using k8s.Models;

namespace Cairn.Layout.Metadata;

/// <summary>The text of metadata files: YAML when written, YAML or JSON when read. Fields that are not known are passed over.</summary>
public static class MetadataText
{
    /// <summary>A metadata file may be this large, in bytes; an object of an API server is smaller.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const string MetaApiVersion = "config.kubestash.com/v1alpha1";
    private const string MetaKind = "BackendMeta";

    private static readonly ManifestLimits Limits = new() { MaxFileBytes = MaxBytes, MaxDocuments = 4 };

    /// <summary>An object as it is kept in a storage: without what only its API server needs.</summary>
    public static byte[] Write(ApiObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonObject json = ApiJson.Write(value);
        json["metadata"]?.AsObject().Remove("managedFields");
        return Encoding.UTF8.GetBytes(YamlWriter.Write(json));
    }

    /// <summary>The text of <c>metadata.yaml</c>.</summary>
    public static byte[] Write(BackendMetadata value)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonObject json = new()
        {
            ["apiVersion"] = MetaApiVersion,
            ["kind"] = MetaKind,
            ["creationTimestamp"] = value.CreationTimestamp?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["operatorVersion"] = value.OperatorVersion,
            ["repositories"] = new JsonArray(
                [.. value.Repositories.Select(item => JsonSerializer.SerializeToNode(item, ApiJsonContext.Default.StoredRepository))]),
        };
        return Encoding.UTF8.GetBytes(YamlWriter.Write(json));
    }

    /// <summary>Reads an object.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="MetadataException">It is no YAML, another kind, or a field has a value of another type.</exception>
    public static T Read<T>(string path, ReadOnlySpan<byte> content)
        where T : ApiObject
    {
        KindInfo kind = KindCatalog.Of(typeof(T));
        ReadOnlyMemory<byte> json = ReadDocument(path, content, kind.Kind);
        try
        {
            ApiObject value = ApiJson.Read(kind, json.Span);
            value.Metadata ??= new V1ObjectMeta();
            return value is Snapshot snapshot ? (T)(ApiObject)OldSnapshots.Modernize(snapshot) : (T)value;
        }
        catch (JsonException e)
        {
            throw new MetadataException(path, $"a field has a value that a {kind.Kind} cannot have ({e.Path ?? e.Message})", e);
        }
    }

    /// <summary>Reads <c>metadata.yaml</c>.</summary>
    /// <exception cref="MetadataException">It cannot be understood.</exception>
    public static BackendMetadata ReadBackend(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            JsonObject json = JsonNode.Parse(ReadDocument(path, content, MetaKind).Span)!.AsObject();
            IEnumerable<StoredRepository?> repositories = json["repositories"] is JsonArray list
                ? list.Select(item => item.Deserialize(ApiJsonContext.Default.StoredRepository))
                : [];
            JsonNode? created = json["creationTimestamp"] ?? json["metadata"]?["creationTimestamp"];
            return new BackendMetadata
            {
                CreationTimestamp = DateTimeOffset.TryParse(
                    created?.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null,
                OperatorVersion = json["operatorVersion"]?.GetValue<string>(),
                Repositories = [.. repositories.OfType<StoredRepository>()],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MetadataException(path, $"a field has a value of the wrong type ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static ReadOnlyMemory<byte> ReadDocument(string path, ReadOnlySpan<byte> content, string kind)
    {
        ManifestDocument? document = ManifestReader.Read(path, content, Limits).FirstOrDefault(item => item.Root is not { Kind: ManifestNodeKind.Null });
        if (document?.Root is not { Kind: ManifestNodeKind.Map } root)
        {
            throw new MetadataException(path, document?.Error is { } error ? $"line {document.Line}: {error.TrimEnd('.')}" : "it holds no object");
        }

        string found = root["kind"]?.Text ?? "";
        return found == kind ? root.ToJson() : throw new MetadataException(path, $"it is no {kind} but '{found}'");
    }
}
