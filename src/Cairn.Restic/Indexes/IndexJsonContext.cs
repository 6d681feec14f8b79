using System.Text.Json.Serialization;

namespace Cairn.Restic.Indexes;

/// <summary>Source-generated serialisation of index files.</summary>
[JsonSerializable(typeof(IndexJson))]
internal sealed partial class IndexJsonContext : JsonSerializerContext;
