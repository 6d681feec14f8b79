using System.Text.Json.Serialization;

namespace Cairn.Restic.Snapshots;

/// <summary>Source-generated serialisation of snapshots.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SnapshotFile))]
internal sealed partial class SnapshotJsonContext : JsonSerializerContext;
