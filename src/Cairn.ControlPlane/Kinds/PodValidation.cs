using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What is wrong with the spec of a Pod; the same for Pods and templates.</summary>
internal static class PodValidation
{
    private static readonly string[] Restarts = ["Always", "OnFailure", "Never"];

    /// <summary>Checks a spec.</summary>
    /// <param name="spec">The spec, with its defaults.</param>
    /// <param name="path">Its path in the object.</param>
    public static IEnumerable<FieldError> Spec(JsonNode? spec, string path)
    {
        HashSet<string> volumes = [];
        JsonArray listed = spec.At("volumes") as JsonArray ?? [];
        for (int i = 0; i < listed.Count; i++)
        {
            string name = listed[i].Text("name") ?? "";
            foreach (FieldError error in Name(name, $"{path}.volumes[{i}].name", volumes))
            {
                yield return error;
            }
        }

        if (spec.At("containers") is not JsonArray { Count: > 0 })
        {
            yield return FieldError.Required($"{path}.containers");
        }

        HashSet<string> names = [];
        foreach (string list in (string[])["initContainers", "containers"])
        {
            JsonArray containers = spec.At(list) as JsonArray ?? [];
            for (int i = 0; i < containers.Count; i++)
            {
                foreach (FieldError error in Container(containers[i], $"{path}.{list}[{i}]", names, volumes))
                {
                    yield return error;
                }
            }
        }

        if (!Restarts.Contains(spec.Text("restartPolicy") ?? ""))
        {
            yield return FieldError.NotSupported($"{path}.restartPolicy", FieldError.Quote(spec.Text("restartPolicy") ?? ""), Restarts.Order());
        }

        if (spec.Number("activeDeadlineSeconds") is <= 0 and var seconds)
        {
            yield return FieldError.Invalid($"{path}.activeDeadlineSeconds", $"{seconds}", "must be between 1 and 2147483647, inclusive");
        }
    }

    private static IEnumerable<FieldError> Name(string name, string path, HashSet<string> known)
    {
        if (name.Length == 0)
        {
            yield return FieldError.Required(path);
            yield break;
        }

        foreach (string problem in NameRules.Label(name))
        {
            yield return FieldError.Invalid(path, FieldError.Quote(name), problem);
        }

        if (!known.Add(name))
        {
            yield return FieldError.Duplicate(path, FieldError.Quote(name));
        }
    }

    private static IEnumerable<FieldError> Container(JsonNode? container, string path, HashSet<string> names, HashSet<string> volumes)
    {
        foreach (FieldError error in Name(container.Text("name") ?? "", $"{path}.name", names))
        {
            yield return error;
        }

        if (string.IsNullOrEmpty(container.Text("image")))
        {
            yield return FieldError.Required($"{path}.image");
        }

        JsonArray variables = container.At("env") as JsonArray ?? [];
        for (int i = 0; i < variables.Count; i++)
        {
            if (string.IsNullOrEmpty(variables[i].Text("name")))
            {
                yield return FieldError.Required($"{path}.env[{i}].name");
            }
        }

        JsonArray mounts = container.At("volumeMounts") as JsonArray ?? [];
        for (int i = 0; i < mounts.Count; i++)
        {
            string name = mounts[i].Text("name") ?? "";
            if (name.Length == 0)
            {
                yield return FieldError.Required($"{path}.volumeMounts[{i}].name");
            }
            else if (!volumes.Contains(name))
            {
                yield return FieldError.NotFound($"{path}.volumeMounts[{i}].name", FieldError.Quote(name));
            }

            if (string.IsNullOrEmpty(mounts[i].Text("mountPath")))
            {
                yield return FieldError.Required($"{path}.volumeMounts[{i}].mountPath");
            }
        }
    }
}
