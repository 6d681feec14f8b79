using System.Text.Json.Serialization;

namespace Cairn.Restic.Snapshots;

/// <summary>Source-generated serialisation of trees.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Tree))]
internal sealed partial class TreeJsonContext : JsonSerializerContext;
