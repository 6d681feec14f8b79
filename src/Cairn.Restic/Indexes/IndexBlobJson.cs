using System.Text.Json.Serialization;

namespace Cairn.Restic.Indexes;

/// <summary>One blob of a pack.</summary>
internal sealed record IndexBlobJson(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("offset")] uint Offset,
    [property: JsonPropertyName("length")] uint Length,
    [property: JsonPropertyName("uncompressed_length"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] uint UncompressedLength);
