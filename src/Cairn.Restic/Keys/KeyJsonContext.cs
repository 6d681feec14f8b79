using System.Text.Json.Serialization;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Keys;

/// <summary>Source-generated serialisation of key files.</summary>
[JsonSerializable(typeof(KeyFile))]
[JsonSerializable(typeof(MasterKeyJson))]
internal sealed partial class KeyJsonContext : JsonSerializerContext;
