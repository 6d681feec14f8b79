using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Operator.Jobs.Tasks;

/// <summary>
/// The values of a task's placeholders. What comes later wins: defaults of the operator, defaults of the addon's parameters, parameters of the
/// user, variables of the user, and what says which run it is.
/// </summary>
internal static class TaskValues
{
    public static Dictionary<string, string> Of(TaskDefinition definition, TaskReference reference, IReadOnlyDictionary<string, string> identity)
    {
        Dictionary<string, string> values = new(TaskInputs.Replaceable);
        foreach (ParameterDefinition parameter in definition.Parameters ?? [])
        {
            if (parameter is { Name: { Length: > 0 } name, Default: { } text })
            {
                values[name] = text;
            }
        }

        foreach ((string name, JsonNode? value) in reference.Params ?? [])
        {
            values[name] = TextOf(value);
        }

        foreach (V1EnvVar variable in reference.Variables ?? [])
        {
            values[variable.Name] = ValueOf(variable);
        }

        foreach ((string name, string value) in identity)
        {
            values[name] = value;
        }

        return values;
    }

    /// <summary>The addon's parameters that have to be given and are not.</summary>
    public static IEnumerable<string> Missing(TaskDefinition definition, IReadOnlyDictionary<string, string> values) =>
        (definition.Parameters ?? []).Where(item => item is { Required: true, Name: not null } && !values.ContainsKey(item.Name)).Select(item => item.Name!);

    /// <summary>Parameters may be written as numbers and booleans; containers are given texts.</summary>
    private static string TextOf(JsonNode? value) =>
        value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>A value that only the pod knows is put into arguments by Kubernetes itself, which knows this notation.</summary>
    private static string ValueOf(V1EnvVar variable) => variable.ValueFrom is null ? variable.Value ?? "" : $"$({variable.Name})";
}
