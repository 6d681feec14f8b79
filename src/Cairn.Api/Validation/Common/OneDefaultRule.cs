using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Common;

/// <summary>At most one object of a kind and namespace is the default.</summary>
internal sealed class OneDefaultRule<T>(Func<T, bool?> isDefault) : IRule<T>
    where T : ApiObject
{
    public void Check(T value, RuleContext context)
    {
        if (isDefault(value) != true)
        {
            return;
        }

        T? other = context.Lookup.All<T>()
            .FirstOrDefault(item => isDefault(item) == true && context.IsOther(item) && RuleContext.NamespaceOf(item) == context.Namespace);
        if (other is not null)
        {
            context.Error(FieldPath.Spec.Field("default"), $"the {value.Kind} {other.Metadata.Name} is already the default of this namespace: only one can be");
        }
    }
}
