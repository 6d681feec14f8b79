using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;

namespace Cairn.Api.Serialization;

/// <summary>The JSON of all kinds, generated at compile time: no reflection when an object is read or written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TimeConverter), typeof(OffsetTimeConverter), typeof(IntOrTextConverter), typeof(QuantityConverter)])]
[JsonSerializable(typeof(BackupStorage))]
[JsonSerializable(typeof(Repository))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(RetentionPolicy))]
[JsonSerializable(typeof(BackupConfiguration))]
[JsonSerializable(typeof(BackupSession))]
[JsonSerializable(typeof(RestoreSession))]
[JsonSerializable(typeof(BackupBatch))]
[JsonSerializable(typeof(BackupBlueprint))]
[JsonSerializable(typeof(BackupVerifier))]
[JsonSerializable(typeof(BackupVerificationSession))]
[JsonSerializable(typeof(HookTemplate))]
[JsonSerializable(typeof(Addon))]
[JsonSerializable(typeof(Function))]
[JsonSerializable(typeof(AppBinding))]
[JsonSerializable(typeof(ApiList<BackupStorage>))]
[JsonSerializable(typeof(ApiList<Repository>))]
[JsonSerializable(typeof(ApiList<Snapshot>))]
[JsonSerializable(typeof(ApiList<RetentionPolicy>))]
[JsonSerializable(typeof(ApiList<BackupConfiguration>))]
[JsonSerializable(typeof(ApiList<BackupSession>))]
[JsonSerializable(typeof(ApiList<RestoreSession>))]
[JsonSerializable(typeof(ApiList<BackupBatch>))]
[JsonSerializable(typeof(ApiList<BackupBlueprint>))]
[JsonSerializable(typeof(ApiList<BackupVerifier>))]
[JsonSerializable(typeof(ApiList<BackupVerificationSession>))]
[JsonSerializable(typeof(ApiList<HookTemplate>))]
[JsonSerializable(typeof(ApiList<Addon>))]
[JsonSerializable(typeof(ApiList<Function>))]
[JsonSerializable(typeof(ApiList<AppBinding>))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
