using System.Text.Json.Serialization;

namespace Cairn.Restic.Crypto;

/// <summary>The authentication key inside <see cref="MasterKeyJson"/>.</summary>
internal sealed record MacKeyJson(
    [property: JsonPropertyName("k")] byte[]? K,
    [property: JsonPropertyName("r")] byte[]? R);
