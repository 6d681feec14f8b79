using System.Text.Json.Serialization;

namespace Cairn.Storage.Gcs;

/// <summary>An object, as the JSON API writes it; what is null is not written.</summary>
internal sealed record GcsObject
{
    public string? Name { get; init; }

    /// <summary>The length; the API writes numbers of 64 bits as texts.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long? Size { get; init; }

    public string? Md5Hash { get; init; }

    public string? ContentType { get; init; }
}
