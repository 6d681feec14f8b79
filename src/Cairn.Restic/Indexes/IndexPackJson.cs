using System.Text.Json.Serialization;

namespace Cairn.Restic.Indexes;

/// <summary>One pack in the file.</summary>
internal sealed record IndexPackJson(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("blobs")] IndexBlobJson[]? Blobs);
