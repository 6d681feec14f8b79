using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Pods.Variables;

/// <summary>
/// Puts the environment of a container together: what every process needs from this machine, then <c>envFrom</c>, then <c>env</c>. Nothing else of
/// the control plane's own environment is handed on.
/// </summary>
internal sealed class EnvironmentBuilder(ApiAccess api)
{
    private static readonly string[] Inherited = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "DOTNET_ROOT"];

    /// <summary>The environment.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="own">What the runner adds before the container's own variables.</param>
    /// <exception cref="PodSetupException">Something that it refers to is not there.</exception>
    public Dictionary<string, string> Build(JsonObject pod, JsonObject container, IEnumerable<KeyValuePair<string, string>> own)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (string name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        variables["HOSTNAME"] = pod.Text("spec", "hostname") ?? pod.Text("metadata", "name") ?? "";
        foreach ((string name, string value) in own)
        {
            variables[name] = value;
        }

        string @namespace = pod.Text("metadata", "namespace") ?? "";
        foreach (JsonNode? source in container["envFrom"] as JsonArray ?? [])
        {
            AddAll(variables, @namespace, source);
        }

        foreach (JsonNode? variable in container["env"] as JsonArray ?? [])
        {
            if (Value(pod, container, variable, variables) is { } value)
            {
                variables[variable.Text("name") ?? ""] = value;
            }
        }

        return variables;
    }

    private void AddAll(Dictionary<string, string> variables, string @namespace, JsonNode? source)
    {
        bool isSecret = source.At("secretRef") is not null;
        JsonNode? reference = isSecret ? source.At("secretRef") : source.At("configMapRef");
        string prefix = source.Text("prefix") ?? "";
        if (Find(isSecret, @namespace, reference) is { } found)
        {
            foreach ((string name, JsonNode? value) in found["data"] as JsonObject ?? [])
            {
                variables[prefix + name] = Decode(isSecret, value.Text() ?? "");
            }
        }
    }

    private string? Value(JsonObject pod, JsonObject container, JsonNode? variable, Dictionary<string, string> known)
    {
        if (variable.At("valueFrom") is not { } source)
        {
            return Expansion.Expand(variable.Text("value") ?? "", known);
        }

        if (source.Text("fieldRef", "fieldPath") is { } path)
        {
            return FieldValues.Field(pod, path);
        }

        if (source.At("resourceFieldRef") is { } resource)
        {
            return FieldValues.Resource(ContainerOf(pod, container, resource.Text("containerName")), resource);
        }

        bool isSecret = source.At("secretKeyRef") is not null;
        return Key(isSecret, pod.Text("metadata", "namespace") ?? "", isSecret ? source.At("secretKeyRef") : source.At("configMapKeyRef"));
    }

    private string? Key(bool isSecret, string @namespace, JsonNode? reference)
    {
        string key = reference.Text("key") ?? "";
        JsonObject? found = Find(isSecret, @namespace, reference);
        if (found.Text("data", key) is { } value)
        {
            return Decode(isSecret, value);
        }

        return reference.IsTrue("optional") ? null : throw new PodSetupException("CreateContainerConfigError",
            $"couldn't find key {key} in {(isSecret ? "Secret" : "ConfigMap")} {@namespace}/{reference.Text("name")}", isFinal: false);
    }

    private JsonObject? Find(bool isSecret, string @namespace, JsonNode? reference)
    {
        string name = reference.Text("name") ?? "";
        JsonObject? found = api.Get(new ObjectKey(isSecret ? ResourceNames.Secrets : ResourceNames.ConfigMaps, @namespace, name));
        return found is not null || reference.IsTrue("optional") ? found : throw new PodSetupException("CreateContainerConfigError",
            $"{(isSecret ? "secret" : "configmap")} \"{name}\" not found", isFinal: false);
    }

    private static JsonNode? ContainerOf(JsonObject pod, JsonObject container, string? name) =>
        name is null ? container : ((string[])["containers", "initContainers"])
            .SelectMany(list => pod.At("spec", list) as JsonArray ?? [])
            .FirstOrDefault(item => item.Text("name") == name);

    private static string Decode(bool isSecret, string value) => isSecret ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : value;
}
