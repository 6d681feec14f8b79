using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What is wrong with the spec of a Job; the same for Jobs and the templates of CronJobs.</summary>
internal static class JobValidation
{
    private static readonly string[] Counts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    /// <summary>Names with dots make Pods whose host names surprise.</summary>
    public static IEnumerable<string> NameWarnings(JsonObject value) => value.Text("metadata", "name")?.Contains('.') == true
        ? ["metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: "
            + "[must not contain dots]"]
        : [];

    /// <summary>Checks a spec.</summary>
    public static IEnumerable<FieldError> Spec(JsonNode? spec, string path)
    {
        foreach (string name in Counts)
        {
            if (spec.Number(name) is < 0 and var count)
            {
                yield return FieldError.Invalid($"{path}.{name}", $"{count}", "must be greater than or equal to 0");
            }
        }

        if (spec.Text("completionMode") is { } mode and not ("NonIndexed" or "Indexed"))
        {
            yield return FieldError.NotSupported($"{path}.completionMode", FieldError.Quote(mode), ["NonIndexed", "Indexed"]);
        }

        if (spec.Text("podReplacementPolicy") is { } policy and not ("Failed" or "TerminatingOrFailed"))
        {
            yield return FieldError.NotSupported($"{path}.podReplacementPolicy", FieldError.Quote(policy), ["Failed", "TerminatingOrFailed"]);
        }

        JsonNode? pods = spec.At("template", "spec");
        bool isOften = pods.Text("restartPolicy") is null or "Always";
        foreach (FieldError error in PodValidation.Spec(pods, $"{path}.template.spec"))
        {
            if (error.Field != $"{path}.template.spec.restartPolicy")
            {
                yield return error;
            }
        }

        if (isOften)
        {
            yield return FieldError.Required($"{path}.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
        else if (pods.Text("restartPolicy") is { } restart and not ("OnFailure" or "Never"))
        {
            yield return FieldError.NotSupported($"{path}.template.spec.restartPolicy", FieldError.Quote(restart), ["OnFailure", "Never"]);
        }
    }
}
