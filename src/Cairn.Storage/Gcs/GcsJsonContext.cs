using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cairn.Storage.Gcs;

/// <summary>The bodies of requests and answers of the JSON API.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GcsBucket))]
[JsonSerializable(typeof(GcsObject))]
[JsonSerializable(typeof(GcsListing))]
[JsonSerializable(typeof(GcsErrorAnswer))]
internal sealed partial class GcsJsonContext : JsonSerializerContext;
