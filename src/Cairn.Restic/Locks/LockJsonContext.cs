using System.Text.Json.Serialization;

namespace Cairn.Restic.Locks;

/// <summary>Source-generated serialisation of lock files.</summary>
[JsonSerializable(typeof(LockFile))]
internal sealed partial class LockJsonContext : JsonSerializerContext;
