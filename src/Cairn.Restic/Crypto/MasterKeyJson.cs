using System.Text.Json.Serialization;

namespace Cairn.Restic.Crypto;

/// <summary>The decrypted content of a key file's <c>data</c> field.</summary>
internal sealed record MasterKeyJson(
    [property: JsonPropertyName("mac")] MacKeyJson? Mac,
    [property: JsonPropertyName("encrypt")] byte[]? Encrypt);
