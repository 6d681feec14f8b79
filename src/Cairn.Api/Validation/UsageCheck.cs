using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Validation;

/// <summary>Whether an object's usage policy lets another namespace refer to it.</summary>
internal static class UsageCheck
{
    /// <summary>The answer; null when it hangs on labels of a namespace that are not known.</summary>
    /// <param name="policy">The policy. Null: the owner's namespace alone.</param>
    /// <param name="owner">Namespace of the object.</param>
    /// <param name="user">Namespace that refers to it.</param>
    /// <param name="lookup">Knows the labels of namespaces.</param>
    public static bool? Allows(UsagePolicy? policy, string owner, string user, IObjectLookup lookup) =>
        (policy?.AllowedNamespaces?.From ?? NamespaceScopes.Same) switch
        {
            NamespaceScopes.All => true,
            NamespaceScopes.Same => owner == user,
            NamespaceScopes.Selector => lookup.LabelsOfNamespace(user) is { } labels ? Matches(policy!.AllowedNamespaces!.Selector, labels) : null,
            _ => false,
        };

    private static bool Matches(V1LabelSelector? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is not null
        && (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(expression => Matches(expression, labels));

    private static bool Matches(V1LabelSelectorRequirement expression, IReadOnlyDictionary<string, string> labels)
    {
        bool has = labels.TryGetValue(expression.Key ?? "", out string? value);
        return expression.OperatorProperty switch
        {
            "In" => has && (expression.Values ?? []).Contains(value),
            "NotIn" => !has || !(expression.Values ?? []).Contains(value),
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }
}
