using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>PersistentVolumes: storage that is there, for a claim to bind.</summary>
internal sealed class VolumeRules : IKindRules
{
    private const string Finalizer = "kubernetes.io/pv-protection";

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject spec = value.Map("spec");
        spec["volumeMode"] ??= "Filesystem";
        spec["persistentVolumeReclaimPolicy"] ??= "Retain";
        if (spec["hostPath"] is JsonObject host)
        {
            host["type"] ??= "";
        }

        if (old is null)
        {
            value.Map("metadata")["finalizers"] ??= new JsonArray(Finalizer);
            value["status"] = new JsonObject { ["phase"] = "Pending" };
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        if (value["spec"].At("accessModes") is not JsonArray { Count: > 0 })
        {
            yield return FieldError.Required("spec.accessModes");
        }

        if (value["spec"].At("capacity", "storage") is null)
        {
            yield return FieldError.Required("spec.capacity");
        }
    }
}
