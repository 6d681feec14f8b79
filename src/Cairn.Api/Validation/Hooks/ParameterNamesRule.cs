using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Hooks;

/// <summary>Parameters have names of their own.</summary>
internal sealed class ParameterNamesRule<T>(Func<T, IEnumerable<(IReadOnlyList<ParameterDefinition>? Parameters, FieldPath Path)>> listsOf) : IRule<T>
    where T : ApiObject
{
    public void Check(T value, RuleContext context)
    {
        foreach ((IReadOnlyList<ParameterDefinition>? parameters, FieldPath path) in listsOf(value))
        {
            HashSet<string> names = [];
            for (int i = 0; i < (parameters?.Count ?? 0); i++)
            {
                FieldPath at = path.At(i).Field("name");
                if (context.Require(at, parameters![i].Name, "is missing: each parameter needs a name") && !names.Add(parameters[i].Name!))
                {
                    context.Error(at, $"another parameter has the name \"{parameters[i].Name}\"");
                }
            }
        }
    }
}
