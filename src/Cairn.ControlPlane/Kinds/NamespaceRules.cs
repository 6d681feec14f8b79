using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Namespaces carry their name as a label, and a finalizer in their spec until their content is gone.</summary>
internal sealed class NamespaceRules : IKindRules
{
    /// <summary>The finalizer that stands for the content.</summary>
    public const string ContentFinalizer = "kubernetes";

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject metadata = value.Map("metadata");
        metadata.Map("labels")["kubernetes.io/metadata.name"] = metadata.Text("name");
        if (old is null)
        {
            value["spec"] = new JsonObject { ["finalizers"] = new JsonArray(ContentFinalizer) };
            value["status"] = new JsonObject { ["phase"] = "Active" };
        }
        else
        {
            value.CopyFrom(old, "spec");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old) => [];
}
