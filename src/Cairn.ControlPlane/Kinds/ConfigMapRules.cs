using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>ConfigMaps: texts and bytes under names, at most 1 MiB.</summary>
internal sealed class ConfigMapRules : IKindRules
{
    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        DataKeys.Normalize(value, "data");
        DataKeys.Normalize(value, "binaryData");
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonObject bytes = value["binaryData"] as JsonObject ?? [];
        foreach ((string key, JsonNode? _) in value["data"] as JsonObject ?? [])
        {
            if (bytes.ContainsKey(key))
            {
                yield return FieldError.Invalid($"data[{key}]", FieldError.Quote(key), "duplicate of key present in binaryData");
            }
        }

        foreach (FieldError error in DataKeys.Validate(value, "data").Concat(DataKeys.Validate(value, "binaryData"))
            .Concat(DataKeys.Sealed(value, old, "data", "binaryData")))
        {
            yield return error;
        }
    }
}
