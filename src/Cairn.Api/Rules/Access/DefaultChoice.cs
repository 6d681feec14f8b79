using Cairn.Api.Meta;

namespace Cairn.Api.Rules.Access;

/// <summary>
/// Which default BackupStorage or RetentionPolicy a plan gets that names none. Of those that its namespace may use (<see cref="UsageRules"/>):
/// (1) the one of its own namespace, whoever else may use it; (2) one that selects the namespace by its labels; (3) one for all namespaces. Among
/// equals the first by namespace and name in ordinal order, so the answer hangs on no order of a list.
/// <para>KubeStash looks in the own namespace only for a default that nobody else may use, so that one which is shared can lose to a stranger's, by the
/// order of a list. That is taken for a defect: sharing a default must not move the backups of the namespace that owns it.</para>
/// </summary>
public static class DefaultChoice
{
    /// <summary>The default for a namespace; null when there is none that it may use.</summary>
    /// <typeparam name="T">What is chosen among.</typeparam>
    /// <param name="defaults">Everything with <c>default: true</c>, of all namespaces, in any order.</param>
    /// <param name="candidateOf">What the choice sees of one.</param>
    /// <param name="user">The namespace that needs a default.</param>
    /// <param name="userLabels">Labels of that Namespace object. Null: not known, so nothing that selects by labels is chosen.</param>
    public static T? Choose<T>(
        IEnumerable<T> defaults, Func<T, DefaultCandidate> candidateOf, string user, IReadOnlyDictionary<string, string>? userLabels)
        where T : class =>
        defaults
            .Select(item => (Item: item, Candidate: candidateOf(item)))
            .Where(item => UsageRules.Decide(item.Candidate.Policy, item.Candidate.Name, item.Candidate.Namespace, user, userLabels).IsAllowed)
            .OrderBy(item => item.Candidate.Namespace == user ? 0
                : item.Candidate.Policy?.AllowedNamespaces?.From == NamespaceScopes.Selector ? 1 : 2)
            .ThenBy(item => item.Candidate.Namespace, StringComparer.Ordinal)
            .ThenBy(item => item.Candidate.Name, StringComparer.Ordinal)
            .Select(item => item.Item)
            .FirstOrDefault();
}
