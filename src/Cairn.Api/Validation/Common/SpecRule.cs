using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Common;

/// <summary>An object without a spec says nothing.</summary>
internal sealed class SpecRule<T>(Func<T, object?> specOf) : IRule<T>
    where T : ApiObject
{
    public void Check(T value, RuleContext context)
    {
        if (specOf(value) is null)
        {
            context.Error(FieldPath.Spec, $"is missing: a {value.Kind} without it says nothing");
        }
    }
}
