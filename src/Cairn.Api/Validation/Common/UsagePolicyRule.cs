using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Common;

/// <summary>A policy that chooses namespaces by their labels says which labels.</summary>
internal sealed class UsagePolicyRule<T>(Func<T, UsagePolicy?> policyOf) : IRule<T>
    where T : ApiObject
{
    public void Check(T value, RuleContext context)
    {
        AllowedNamespaces? allowed = policyOf(value)?.AllowedNamespaces;
        FieldPath path = FieldPath.Spec.Field("usagePolicy").Field("allowedNamespaces");
        if (allowed?.From == NamespaceScopes.Selector && allowed.Selector is null)
        {
            context.Error(path.Field("selector"), "is missing: from: Selector needs the labels that a namespace must have");
        }
        else if (allowed is { Selector: not null, From: not NamespaceScopes.Selector })
        {
            context.Warn(path.Field("selector"), $"is ignored with from: {allowed.From ?? NamespaceScopes.Same}");
        }
    }
}
