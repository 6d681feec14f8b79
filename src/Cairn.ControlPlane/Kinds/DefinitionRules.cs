using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>CRDs: names are completed; the API is served as soon as the object is stored.</summary>
internal sealed class DefinitionRules : IKindRules
{
    /// <summary>The finalizer that stands for the instances.</summary>
    public const string InstancesFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        if (value["spec"] is not JsonObject spec || spec["names"] is not JsonObject names)
        {
            return;
        }

        string kind = names.Text("kind") ?? "";
        names["singular"] ??= kind.ToLowerInvariant();
        names["listKind"] ??= kind + "List";
        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (old is null)
        {
            value["status"] = Status(value, names);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonNode? spec = value["spec"];
        foreach (string field in (string[])["group", "scope"])
        {
            if (string.IsNullOrEmpty(spec.Text(field)))
            {
                yield return FieldError.Required($"spec.{field}");
            }
        }

        foreach (string field in (string[])["plural", "kind"])
        {
            if (string.IsNullOrEmpty(spec.Text("names", field)))
            {
                yield return FieldError.Required($"spec.names.{field}");
            }
        }

        string name = value.Text("metadata", "name") ?? "";
        string wanted = $"{spec.Text("names", "plural")}.{spec.Text("group")}";
        if (name != wanted)
        {
            yield return FieldError.Invalid("metadata.name", FieldError.Quote(name), "must be spec.names.plural+\".\"+spec.group");
        }

        if (spec.At("versions") is not JsonArray { Count: > 0 } versions)
        {
            yield return FieldError.Required("spec.versions");
        }
        else if (versions.Count(version => version.IsTrue("storage")) != 1)
        {
            yield return FieldError.Invalid("spec.versions", versions.ToText(), "must have exactly one version marked as storage version");
        }
    }

    /// <summary>Has a CRD that is deleted wait for the removal of its instances, and says so in its conditions.</summary>
    public static void HoldForInstances(JsonObject value, string now)
    {
        JsonObject metadata = value.Map("metadata");
        if (metadata["deletionTimestamp"] is not null)
        {
            return;
        }

        JsonArray finalizers = metadata["finalizers"]?.DeepClone() as JsonArray ?? [];
        finalizers.Add((JsonNode)InstancesFinalizer);
        metadata["finalizers"] = finalizers;
        JsonArray conditions = value.At("status", "conditions")?.DeepClone() as JsonArray ?? [];
        JsonObject condition = Condition(value, "Terminating", "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
        condition["lastTransitionTime"] = now;
        conditions.Add((JsonNode)condition);
        value.Map("status")["conditions"] = conditions;
    }

    private static JsonObject Status(JsonObject value, JsonObject names) => new()
    {
        ["acceptedNames"] = names.DeepClone(),
        ["conditions"] = new JsonArray(
            Condition(value, "NamesAccepted", "NoConflicts", "no conflicts found"),
            Condition(value, "Established", "InitialNamesAccepted", "the initial names have been accepted")),
        ["storedVersions"] = new JsonArray([.. (value.At("spec", "versions") as JsonArray ?? [])
            .Where(version => version.IsTrue("storage")).Select(version => version.At("name")?.DeepClone())]),
    };

    private static JsonObject Condition(JsonObject value, string type, string reason, string message) => new()
    {
        ["lastTransitionTime"] = value.Text("metadata", "creationTimestamp"),
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = "True",
        ["type"] = type,
    };
}
