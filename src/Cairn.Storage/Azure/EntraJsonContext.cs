using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cairn.Storage.Azure;

/// <summary>The answers of Microsoft Entra.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EntraJsonContext : JsonSerializerContext;
