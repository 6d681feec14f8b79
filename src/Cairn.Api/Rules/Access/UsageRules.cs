using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Rules.Access;

/// <summary>Whether the usage policy of a BackupStorage, RetentionPolicy, HookTemplate or BackupBlueprint lets a namespace refer to it.</summary>
public static class UsageRules
{
    /// <summary>Decides, and says why not. Whatever is unclear is denied.</summary>
    /// <param name="policy">The policy. Null, or without a choice of namespaces: the object's own namespace alone.</param>
    /// <param name="what">What is referred to, as the reason calls it: <c>BackupStorage demo/s3</c>.</param>
    /// <param name="owner">Namespace of the object.</param>
    /// <param name="user">Namespace that refers to it.</param>
    /// <param name="userLabels">Labels of that Namespace object. Null: not known, which denies what depends on them.</param>
    public static UsageDecision Decide(UsagePolicy? policy, string what, string owner, string user, IReadOnlyDictionary<string, string>? userLabels)
    {
        string scope = policy?.AllowedNamespaces?.From ?? NamespaceScopes.Same;
        V1LabelSelector? selector = policy?.AllowedNamespaces?.Selector;
        bool isUndecided = scope == NamespaceScopes.Selector && userLabels is null && selector is not null && SelectorProblem(selector) is null;
        string? reason = scope switch
        {
            NamespaceScopes.All => null,
            NamespaceScopes.Same => owner == user ? null : $"it may be used in its own namespace {owner} only",
            NamespaceScopes.Selector when selector is null => "its usage policy says Selector and has no selector",
            NamespaceScopes.Selector when SelectorProblem(selector) is { } problem => $"the selector of its usage policy is not valid: {problem}",
            NamespaceScopes.Selector when isUndecided => $"it is for namespaces with certain labels, and those of {user} are not known",
            NamespaceScopes.Selector => Matches(selector!, userLabels!) ? null
                : $"the labels of namespace {user} do not match the selector of its usage policy",
            _ => $"its usage policy says '{scope}', which is none of All, Selector and Same",
        };
        return new(reason is null, reason is null ? null : $"namespace {user} is not allowed to refer to {what}: {reason}", isUndecided);
    }

    /// <summary>Whether labels match a selector: all its labels and all its expressions. An empty one matches everything, an invalid one nothing.</summary>
    public static bool Matches(V1LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(labels);
        return SelectorProblem(selector) is null
            && (selector.MatchLabels ?? new Dictionary<string, string>()).All(item => labels.TryGetValue(item.Key, out string? value) && value == item.Value)
            && (selector.MatchExpressions ?? []).All(item => Matches(item, labels));
    }

    private static bool Matches(V1LabelSelectorRequirement expression, IReadOnlyDictionary<string, string> labels)
    {
        bool hasLabel = labels.TryGetValue(expression.Key, out string? value);
        return expression.OperatorProperty switch
        {
            "In" => hasLabel && expression.Values.Contains(value!),
            "NotIn" => !hasLabel || !expression.Values.Contains(value!),
            "Exists" => hasLabel,
            _ => !hasLabel,
        };
    }

    private static string? SelectorProblem(V1LabelSelector selector) => (selector.MatchExpressions ?? []).Select(item => item switch
    {
        { Key: null or "" } => "an expression has no key",
        { OperatorProperty: "In" or "NotIn" } => item.Values is { Count: > 0 } ? null : $"{item.Key} {item.OperatorProperty} needs values",
        { OperatorProperty: "Exists" or "DoesNotExist" } => item.Values is { Count: > 0 } ? $"{item.Key} {item.OperatorProperty} takes no values" : null,
        _ => $"'{item.OperatorProperty}' is none of In, NotIn, Exists and DoesNotExist",
    }).FirstOrDefault(problem => problem is not null);
}
