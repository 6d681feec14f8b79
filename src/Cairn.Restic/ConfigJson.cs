using System.Text.Json.Serialization;

namespace Cairn.Restic;

/// <summary>The file's JSON.</summary>
internal sealed record ConfigJson(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("chunker_polynomial")] string? ChunkerPolynomial);
