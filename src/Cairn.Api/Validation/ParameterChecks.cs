using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Validation;

/// <summary>Values for parameters that somebody else defines.</summary>
internal static class ParameterChecks
{
    /// <summary>Every parameter that must be given is given, unless it has a default.</summary>
    public static void Check(
        IReadOnlyList<ParameterDefinition>? defined, JsonObject? given, IReadOnlyList<V1EnvVar>? variables, FieldPath path, RuleContext context)
    {
        foreach (ParameterDefinition parameter in defined ?? [])
        {
            bool isGiven = parameter.Name is null || given?.ContainsKey(parameter.Name) == true || (variables ?? []).Any(item => item.Name == parameter.Name);
            if (parameter.Required == true && parameter.Default is null && !isGiven)
            {
                context.Error(path.Field(parameter.Name!), $"is missing: it must be given{(parameter.Usage is null ? "" : $" ({parameter.Usage})")}");
            }
        }
    }
}
