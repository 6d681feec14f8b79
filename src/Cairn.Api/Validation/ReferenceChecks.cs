using Cairn.Api.Meta;
using Cairn.Api.Rules.Access;

namespace Cairn.Api.Validation;

/// <summary>References to objects that choose who may use them.</summary>
internal static class ReferenceChecks
{
    /// <summary>The object exists, if that can be told, and lets this namespace refer to it.</summary>
    /// <returns>The object, or null when it is not known.</returns>
    public static T? Check<T>(ObjectReference? reference, FieldPath path, Func<T, UsagePolicy?> policyOf, RuleContext context)
        where T : ApiObject
    {
        if (string.IsNullOrEmpty(reference?.Name) || context.IsOpen(reference.Name) || context.IsOpen(reference.Namespace ?? ""))
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

        UsageDecision usage = UsageRules.Decide(
            policyOf(value), $"{kind} {ns}/{reference.Name}", ns, context.Namespace, context.Lookup.LabelsOfNamespace(context.Namespace));
        if (usage is { IsAllowed: false, IsUndecided: false })
        {
            context.Error(path, $"{usage.Reason}; change its spec.usagePolicy, or refer to another {kind}");
        }

        return value;
    }
}
