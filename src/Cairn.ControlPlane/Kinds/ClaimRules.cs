using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>PersistentVolumeClaims: a size and how it is mounted. What was asked for is fixed; the volume and its class may be set once.</summary>
internal sealed class ClaimRules : IKindRules
{
    private const string Finalizer = "kubernetes.io/pvc-protection";

    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    private static readonly string[] SetOnce = ["volumeName", "storageClassName"];

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject spec = value.Map("spec");
        spec["volumeMode"] ??= "Filesystem";
        spec.Map("resources");
        if (old is null)
        {
            JsonObject metadata = value.Map("metadata");
            JsonArray finalizers = metadata["finalizers"]?.DeepClone() as JsonArray ?? [];
            if (!finalizers.Any(item => item.Text() == Finalizer))
            {
                finalizers.Add((JsonNode)Finalizer);
            }

            metadata["finalizers"] = finalizers;
            value["status"] = new JsonObject { ["phase"] = "Pending" };
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonNode? spec = value["spec"];
        if (old is not null)
        {
            if (!JsonNode.DeepEquals(Fixed(spec, old["spec"]), Fixed(old["spec"], old["spec"])))
            {
                yield return FieldError.Forbidden("spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
            }

            yield break;
        }

        JsonArray modes = spec.At("accessModes") as JsonArray ?? [];
        if (modes.Count == 0)
        {
            yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        }

        foreach (string mode in modes.Select(mode => mode.Text() ?? "").Where(mode => !Modes.Contains(mode)))
        {
            yield return FieldError.NotSupported("spec.accessModes", FieldError.Quote(mode), Modes);
        }

        if (spec.At("resources", "requests", "storage") is null)
        {
            yield return FieldError.Required("spec.resources[storage]");
        }
    }

    private static JsonNode? Fixed(JsonNode? spec, JsonNode? old)
    {
        JsonNode? copy = spec?.DeepClone();
        if (copy is JsonObject map)
        {
            foreach (string name in SetOnce.Where(name => string.IsNullOrEmpty(old.Text(name))).Append("resources"))
            {
                map.Remove(name);
            }
        }

        return copy;
    }
}
