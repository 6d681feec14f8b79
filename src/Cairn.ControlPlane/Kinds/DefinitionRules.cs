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

    private const string Approval = "api-approved.kubernetes.io";

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        if (value["spec"] is not JsonObject spec || spec["names"] is not JsonObject names)
        {
            return;
        }

        if (names.Text("kind") is { Length: > 0 } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= kind + "List";
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        if (old is null)
        {
            value["status"] = FirstStatus(value);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonNode? spec = value["spec"];
        foreach (FieldError error in Names(value, spec).Concat(Fixed(spec, old?["spec"])).Concat(DefinitionVersions.Validate(spec)))
        {
            yield return error;
        }

        JsonArray versions = spec.At("versions") as JsonArray ?? [];
        if (versions.Count(version => version.IsTrue("storage")) != 1)
        {
            yield return FieldError.Invalid("spec.versions", versions.ToText(), "must have exactly one version marked as storage version");
            if (old is null)
            {
                yield return FieldError.Invalid("status.storedVersions", "null", "must have at least one stored version");
            }
        }

        if (spec.IsTrue("preserveUnknownFields"))
        {
            yield return FieldError.Invalid("spec.preserveUnknownFields", "true",
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }

        if (versions.Count(version => version.IsTrue("served")) > 1 || versions.Any(version => version.At("selectableFields") is JsonArray { Count: > 0 }))
        {
            yield return FieldError.Forbidden("spec.versions", "this server serves one version of a custom resource, without selectable fields");
        }

        if (spec.Text("conversion", "strategy") is "Webhook")
        {
            yield return FieldError.Forbidden("spec.conversion.strategy", "this server converts nothing: only None is supported");
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

    /// <summary>The state of a new CRD; it is established with the next write.</summary>
    public static JsonObject FirstStatus(JsonObject value) => new()
    {
        ["acceptedNames"] = new JsonObject { ["kind"] = "", ["plural"] = "" },
        ["conditions"] = null,
        ["storedVersions"] = new JsonArray([.. (value.At("spec", "versions") as JsonArray ?? [])
            .Where(version => version.IsTrue("storage")).Select(version => version.At("name")?.DeepClone())]),
    };

    /// <summary>The state of a CRD whose names are taken and whose resources are served.</summary>
    public static JsonObject Established(JsonObject value) => new()
    {
        ["acceptedNames"] = value.At("spec", "names")?.DeepClone(),
        ["conditions"] = new JsonArray(
            Condition(value, "NamesAccepted", "NoConflicts", "no conflicts found"),
            Condition(value, "Established", "InitialNamesAccepted", "the initial names have been accepted")),
        ["storedVersions"] = new JsonArray([.. (value.At("spec", "versions") as JsonArray ?? [])
            .Where(version => version.IsTrue("storage")).Select(version => version.At("name")?.DeepClone())]),
    };

    private static IEnumerable<FieldError> Names(JsonObject value, JsonNode? spec)
    {
        string group = spec.Text("group") ?? "";
        string name = value.Text("metadata", "name") ?? "";
        if (group.Length == 0)
        {
            yield return FieldError.Required("spec.group");
        }
        else if (!group.Contains('.'))
        {
            yield return FieldError.Invalid("spec.group", FieldError.Quote(group), "should be a domain with at least one dot");
        }
        else if (IsProtected(group) && value.Text("metadata", "annotations", Approval) is null)
        {
            yield return FieldError.Required($"metadata.annotations[{Approval}]",
                $"protected groups must have approval annotation {FieldError.Quote(Approval)}, see https://github.com/kubernetes/enhancements/pull/1111");
        }

        if (spec.Text("scope") is not ("Cluster" or "Namespaced"))
        {
            yield return FieldError.NotSupported("spec.scope", FieldError.Quote(spec.Text("scope") ?? ""), ["Cluster", "Namespaced"]);
        }

        foreach (string field in ((string[])["plural", "singular", "kind", "listKind"]).Where(field => string.IsNullOrEmpty(spec.Text("names", field))))
        {
            yield return FieldError.Required($"spec.names.{field}");
        }

        if (name != $"{spec.Text("names", "plural")}.{group}")
        {
            yield return FieldError.Invalid("metadata.name", FieldError.Quote(name), "must be spec.names.plural+\".\"+spec.group");
        }
    }

    private static bool IsProtected(string group) => group is "k8s.io" or "kubernetes.io"
        || group.EndsWith(".k8s.io", StringComparison.Ordinal) || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    private static IEnumerable<FieldError> Fixed(JsonNode? spec, JsonNode? old)
    {
        if (old is null)
        {
            yield break;
        }

        foreach (string[] path in (string[][])[["group"], ["scope"], ["names", "plural"], ["names", "kind"]])
        {
            if (!JsonNode.DeepEquals(spec.At(path), old.At(path)))
            {
                yield return FieldError.Invalid($"spec.{string.Join('.', path)}", spec.At(path).ToText(), "field is immutable");
            }
        }
    }

    private static JsonObject Condition(JsonObject value, string type, string reason, string message) => new()
    {
        ["lastTransitionTime"] = value.Text("metadata", "creationTimestamp"),
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = "True",
        ["type"] = type,
    };
}
