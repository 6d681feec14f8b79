using System.Globalization;
using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>The environment of a container. Of variables with the same name the last one counts, at the place of the first.</summary>
internal sealed class EnvironmentVariables
{
    private readonly List<V1EnvVar> _variables = [];

    /// <summary>Adds variables.</summary>
    public EnvironmentVariables Add(IEnumerable<V1EnvVar>? variables)
    {
        foreach (V1EnvVar variable in variables ?? [])
        {
            int known = _variables.FindIndex(item => item.Name == variable.Name);
            if (known < 0)
            {
                _variables.Add(variable);
            }
            else
            {
                _variables[known] = variable;
            }
        }

        return this;
    }

    /// <summary>Adds variables by name and value, in the order of their names.</summary>
    public EnvironmentVariables Add(IReadOnlyDictionary<string, string> variables) =>
        Add(variables.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => Text(item.Key, item.Value)));

    /// <summary>
    /// Adds who the container is. The locks it takes in a repository say so, and the next run can find out whether their holder is still alive.
    /// </summary>
    /// <param name="job">Name of its Job; empty: not known.</param>
    public EnvironmentVariables AddIdentity(string? job)
    {
        Add([FromPod("POD_NAME", "metadata.name"), FromPod("POD_NAMESPACE", "metadata.namespace"), FromPod("POD_UID", "metadata.uid")]);
        return string.IsNullOrEmpty(job) ? this : Add([Text("JOB_NAME", job)]);
    }

    /// <summary>Adds the priorities that a container's processes set for themselves: no image has to know of them to start.</summary>
    public EnvironmentVariables AddPriorities(ContainerRuntimeSettings? settings)
    {
        if (settings?.Nice is { } nice)
        {
            Add([Number("NICE_ADJUSTMENT", nice.Adjustment ?? 10)]);
        }

        if (settings?.Ionice is { } ionice)
        {
            Add([Number("IONICE_CLASS", ionice.Class ?? 2)]);
            Add(ionice is { Class: 3, ClassData: null } ? [] : [Number("IONICE_CLASS_DATA", ionice.ClassData ?? 4)]);
        }

        return this;
    }

    /// <summary>The variables; null when there are none.</summary>
    public IList<V1EnvVar>? ToList() => _variables.Count == 0 ? null : _variables;

    private static V1EnvVar FromPod(string name, string field) =>
        new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = field } } };

    private static V1EnvVar Text(string name, string value) => new() { Name = name, Value = value };

    private static V1EnvVar Number(string name, int value) => Text(name, value.ToString(CultureInfo.InvariantCulture));
}
