using Cairn.Api.Meta;

namespace Cairn.Api.Validation;

/// <summary>References to objects that choose who may use them.</summary>
internal static class ReferenceChecks
{
    /// <summary>The object exists, if that can be told, and lets this namespace refer to it.</summary>
    /// <returns>The object, or null when it is not known.</returns>
    public static T? Check<T>(ObjectReference? reference, FieldPath path, Func<T, UsagePolicy?> policyOf, RuleContext context)
        where T : ApiObject
    {
        if (string.IsNullOrEmpty(reference?.Name) || TextShapes.HasPlaceholder(reference.Name) || TextShapes.HasPlaceholder(reference.Namespace ?? ""))
        {
            return null;
        }

        string ns = context.Resolve(reference.Namespace);
        string kind = typeof(T).Name;
        T? value = context.Lookup.Find<T>(ns, reference.Name);
        if (value is null)
        {
            if (context.Lookup.IsComplete)
            {
                context.Error(path, $"there is no {kind} {ns}/{reference.Name}");
            }

            return null;
        }

        if (UsageCheck.Allows(policyOf(value), ns, context.Namespace, context.Lookup) == false)
        {
            context.Error(path, $"the namespace {context.Namespace} may not refer to the {kind} {ns}/{reference.Name}: change its spec.usagePolicy");
        }

        return value;
    }
}
