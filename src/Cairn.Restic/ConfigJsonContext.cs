using System.Text.Json.Serialization;

namespace Cairn.Restic;

/// <summary>Source-generated serialisation of the config file.</summary>
[JsonSerializable(typeof(ConfigJson))]
internal sealed partial class ConfigJsonContext : JsonSerializerContext;
