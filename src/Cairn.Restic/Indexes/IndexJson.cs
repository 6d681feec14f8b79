using System.Text.Json.Serialization;

namespace Cairn.Restic.Indexes;

/// <summary>The file's top level.</summary>
internal sealed record IndexJson(
    [property: JsonPropertyName("supersedes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? Supersedes,
    [property: JsonPropertyName("packs")] IndexPackJson[]? Packs);
