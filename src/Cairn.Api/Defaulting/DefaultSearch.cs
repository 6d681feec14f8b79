using Cairn.Api.Meta;
using Cairn.Api.Validation;

namespace Cairn.Api.Defaulting;

/// <summary>
/// Which default storage or policy a namespace gets: its own one, whoever else may use it; then one that selects the namespace by
/// its labels; then one for everybody. Among equals the first by namespace and name, so that the answer does not change by itself.
/// </summary>
internal static class DefaultSearch
{
    public static T? Find<T>(string ns, IObjectLookup lookup, Func<T, bool?> isDefault, Func<T, UsagePolicy?> policyOf)
        where T : ApiObject =>
        lookup.All<T>()
            .Where(item => isDefault(item) == true)
            .Where(item => RuleContext.NamespaceOf(item) == ns || UsageCheck.Allows(policyOf(item), RuleContext.NamespaceOf(item), ns, lookup) == true)
            .OrderBy(item => RuleContext.NamespaceOf(item) == ns ? 0
                : policyOf(item)?.AllowedNamespaces?.From == NamespaceScopes.Selector ? 1 : 2)
            .ThenBy(RuleContext.NamespaceOf, StringComparer.Ordinal)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
}
