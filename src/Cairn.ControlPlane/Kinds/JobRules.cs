using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Jobs: defaults, the selector and labels that tie Pods to their Job, and what may change later.</summary>
internal sealed class JobRules : IKindRules
{
    private const string Domain = "batch.kubernetes.io/";

    /// <summary>Fields of the Pods that may change while a Job is suspended.</summary>
    private static readonly string[] Schedulable = ["nodeSelector", "tolerations", "affinity", "schedulingGates"];

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject spec = value.Map("spec");
        PodDefaults.ApplyToTemplate(spec);
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
            spec["parallelism"] = 1;
        }

        spec["parallelism"] ??= 1;
        spec["backoffLimit"] ??= 6;
        spec["completionMode"] ??= "NonIndexed";
        spec["suspend"] ??= false;
        spec["manualSelector"] ??= false;
        spec["podReplacementPolicy"] ??= spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed";
        if (old is null)
        {
            Own(value, spec);
            value["status"] = new JsonObject();
        }
    }

    /// <inheritdoc/>
    public void Admit(JsonObject value, ObjectStore store)
    {
        JsonObject metadata = value.Map("metadata");
        if (metadata["labels"] is not JsonObject { Count: > 0 } && value.At("spec", "template", "metadata", "labels") is JsonObject { Count: > 0 } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Warnings(JsonObject value) => JobValidation.NameWarnings(value);

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old) =>
        JobValidation.Spec(value["spec"], "spec").Concat(old is null ? Selector(value) : Changed(value, old));

    /// <summary>Ties the Pods to this Job by its uid.</summary>
    private static void Own(JsonObject value, JsonObject spec)
    {
        JsonObject metadata = value.Map("metadata");
        JsonObject labels = spec.Map("template").Map("metadata").Map("labels");
        if (!spec.IsTrue("manualSelector"))
        {
            string uid = metadata.Text("uid") ?? "";
            string name = metadata.Text("name") ?? "";
            labels["controller-uid"] = uid;
            labels["job-name"] = name;
            labels[Domain + "controller-uid"] = uid;
            labels[Domain + "job-name"] = name;
            spec.Map("selector").Map("matchLabels")[Domain + "controller-uid"] = uid;
        }
    }

    private static IEnumerable<FieldError> Selector(JsonObject value)
    {
        JsonNode? spec = value["spec"];
        JsonObject wanted = spec.At("selector", "matchLabels") as JsonObject ?? [];
        JsonObject labels = spec.At("template", "metadata", "labels") as JsonObject ?? [];
        if (!spec.IsTrue("manualSelector") && wanted.Count > 1)
        {
            yield return FieldError.Invalid("spec.selector", spec.At("selector").ToText(), "`selector` not auto-generated");
        }

        if (wanted.Any(label => labels.Text(label.Key) != label.Value.Text()))
        {
            JsonObject sorted = new(labels.OrderBy(label => label.Key, StringComparer.Ordinal)
                .Select(label => KeyValuePair.Create(label.Key, label.Value?.DeepClone())));
            yield return FieldError.Invalid("spec.template.metadata.labels", sorted.ToText(), "`selector` does not match template `labels`");
        }

        Dictionary<string, string> texts = labels.ToDictionary(label => label.Key, label => label.Value.Text() ?? "");
        foreach (FieldError error in NameRules.Labels(texts, "spec.template.labels"))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> Changed(JsonObject value, JsonObject old)
    {
        (JsonNode? now, JsonNode? then) = (value["spec"], old["spec"]);
        if (!JsonNode.DeepEquals(now.At("completions"), then.At("completions")) && now.Text("completionMode") != "Indexed")
        {
            yield return FieldError.Invalid("spec.completions", now.At("completions").ToText(), "field is immutable");
        }

        if (!JsonNode.DeepEquals(now.At("selector"), then.At("selector")))
        {
            List<FieldError> errors = [.. Selector(value)];
            foreach (FieldError error in errors.Concat(errors.Where(error => error.Field.EndsWith("labels", StringComparison.Ordinal))))
            {
                yield return error; // What is wrong with the labels is found twice in an update, and reported so.
            }

            yield return FieldError.Invalid("spec.selector", now.At("selector").ToText(), "field is immutable");
        }

        foreach (string name in (string[])["completionMode", "podFailurePolicy"])
        {
            if (!JsonNode.DeepEquals(now.At(name), then.At(name)))
            {
                yield return FieldError.Invalid($"spec.{name}", now.At(name).ToText(), "field is immutable");
            }
        }

        bool isSuspended = then.IsTrue("suspend") || now.IsTrue("suspend");
        if (!isSuspended && !JsonNode.DeepEquals(now.At("template", "metadata"), then.At("template", "metadata")))
        {
            yield return FieldError.Invalid("spec.template", now.At("template").ToText(), "field is immutable");
        }

        if (!JsonNode.DeepEquals(Fixed(now.At("template", "spec"), isSuspended), Fixed(then.At("template", "spec"), isSuspended)))
        {
            yield return FieldError.Invalid("spec.template.spec", now.At("template", "spec").ToText(), "field is immutable");
        }
    }

    private static JsonNode? Fixed(JsonNode? spec, bool isSuspended)
    {
        if (!isSuspended || spec?.DeepClone() is not JsonObject copy)
        {
            return spec;
        }

        foreach (string name in Schedulable)
        {
            copy.Remove(name);
        }

        foreach (JsonObject container in PodDefaults.Containers(copy))
        {
            container.Remove("resources");
        }

        return copy;
    }
}
