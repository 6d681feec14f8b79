using Cairn.Api;
using Cairn.Api.AppCatalog;
using Cairn.Api.Meta;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;

namespace Cairn.Operator.Targets;

/// <summary>
/// Finds the AppBinding of a target: the target itself, or, for a database that KubeDB manages, the AppBinding of the same name that KubeDB makes.
/// </summary>
internal static class TargetFinder
{
    private const string KubeDbGroup = "kubedb.com";

    /// <summary>Where the AppBinding of a target is, or null when the target is of a kind that has none.</summary>
    /// <param name="target">The target.</param>
    /// <param name="namespace">Namespace of the object that names it.</param>
    public static NamespacedName? NameOf(TypedObjectReference? target, string @namespace) =>
        target is { ApiGroup: ApiGroups.AppCatalog, Kind: nameof(AppBinding) } or { ApiGroup: KubeDbGroup }
            ? new NamespacedName(target.Namespace is { Length: > 0 } ns ? ns : @namespace, target.Name) : null;

    /// <summary>The AppBinding, or null when there is none.</summary>
    public static async Task<AppBinding?> FindAsync(
        IClusterClient client, TypedObjectReference? target, string @namespace, CancellationToken cancellationToken) =>
        NameOf(target, @namespace) is { } name ? await client.FindAsync<AppBinding>(name, cancellationToken) : null;

    /// <summary>Why a target that was not found was not found.</summary>
    public static string Problem(TypedObjectReference? target, string @namespace) => target switch
    {
        null => "No target is given: set spec.target to an AppBinding.",
        _ when NameOf(target, @namespace) is { } name => $"There is no AppBinding {name}: create it, or correct spec.target.",
        _ => $"Targets of kind {target.Kind} ({target.ApiGroup}) are not supported: make an AppBinding for the database and name that.",
    };

    /// <summary>Whether two references, each as seen from its own namespace, mean the same target.</summary>
    public static bool AreSame(TypedObjectReference? first, string firstNamespace, TypedObjectReference? second, string secondNamespace) =>
        first is not null && second is not null && first.Kind == second.Kind && first.ApiGroup == second.ApiGroup && first.Name == second.Name
        && (first.Namespace is { Length: > 0 } ns ? ns : firstNamespace) == (second.Namespace is { Length: > 0 } other ? other : secondNamespace);
}
