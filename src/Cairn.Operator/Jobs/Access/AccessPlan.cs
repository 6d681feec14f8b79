using k8s;
using k8s.Models;

namespace Cairn.Operator.Jobs.Access;

/// <summary>
/// The rights of one run: a ServiceAccount in its namespace, and in each namespace it touches a Role with the objects it needs, by name, bound to that
/// account. All carry the name of the run.
/// </summary>
/// <param name="owner">The run: its name, namespace and labels. What lies in its namespace is deleted with it.</param>
internal sealed class AccessPlan(AccessOwner owner)
{
    private readonly List<AccessGrant> _grants = [];

    /// <summary>The ServiceAccount that the run uses.</summary>
    public string ServiceAccount { get; init; } = owner.Name;

    /// <summary>Annotations of the ServiceAccount that is made.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Lets the run do something with named objects. Names that are null or empty are passed over; with none left, nothing is granted.</summary>
    public AccessPlan Allow(string @namespace, string group, string resource, string[] verbs, params IEnumerable<string?> names)
    {
        string[] known = [.. names.Where(name => !string.IsNullOrEmpty(name)).Select(name => name!).Distinct().Order(StringComparer.Ordinal)];
        if (known.Length > 0)
        {
            _grants.Add(new AccessGrant(@namespace, group, resource, verbs, known));
        }

        return this;
    }

    /// <summary>Lets the run do something with all objects of a namespace.</summary>
    public AccessPlan AllowAll(string @namespace, string group, string resource, params string[] verbs)
    {
        _grants.Add(new AccessGrant(@namespace, group, resource, verbs, []));
        return this;
    }

    /// <summary>The objects, in the order in which they are to be made.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Build()
    {
        List<IKubernetesObject<V1ObjectMeta>> objects = [];
        if (ServiceAccount == owner.Name)
        {
            objects.Add(new V1ServiceAccount
            {
                ApiVersion = "v1",
                Kind = "ServiceAccount",
                Metadata = Metadata(owner.Namespace, Annotations),
                AutomountServiceAccountToken = false,
            });
        }

        foreach (IGrouping<string, AccessGrant> group in _grants.GroupBy(grant => grant.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            objects.Add(RoleOf(group));
            objects.Add(BindingOf(group.Key));
        }

        return objects;
    }

    private V1Role RoleOf(IGrouping<string, AccessGrant> grants) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "Role",
        Metadata = Metadata(grants.Key, null),
        Rules =
        [
            .. grants.GroupBy(grant => (grant.Group, grant.Resource, Verbs: string.Join(',', grant.Verbs), IsNamed: grant.Names.Count > 0))
                .OrderBy(group => group.Key.Group, StringComparer.Ordinal).ThenBy(group => group.Key.Resource, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Verbs, StringComparer.Ordinal).ThenBy(group => group.Key.IsNamed)
                .Select(group => new V1PolicyRule
                {
                    ApiGroups = [group.Key.Group],
                    Resources = [group.Key.Resource],
                    Verbs = [.. group.First().Verbs],
                    ResourceNames = group.Key.IsNamed ? [.. group.SelectMany(grant => grant.Names).Distinct().Order(StringComparer.Ordinal)] : null,
                }),
        ],
    };

    private V1RoleBinding BindingOf(string @namespace) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "RoleBinding",
        Metadata = Metadata(@namespace, null),
        RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = NameIn(@namespace) },
        Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = ServiceAccount, NamespaceProperty = owner.Namespace }],
    };

    private V1ObjectMeta Metadata(string @namespace, IReadOnlyDictionary<string, string>? annotations) => new()
    {
        Name = NameIn(@namespace),
        NamespaceProperty = @namespace,
        Labels = new Dictionary<string, string>(owner.Labels),
        Annotations = annotations is { Count: > 0 } ? new Dictionary<string, string>(annotations) : null,
        // Owners own only in their own namespace; elsewhere the run's finalizer cleans up.
        OwnerReferences = owner.Reference is { } reference && @namespace == owner.Namespace ? [reference] : null,
    };

    /// <summary>In a namespace of others the run's own namespace is part of the name: another namespace may have a run of the same name.</summary>
    private string NameIn(string @namespace) => owner.NameIn(@namespace);
}
