namespace Cairn.ControlPlane.Resources;

/// <summary>The built-in kinds that are served. What is not here is answered with 404.</summary>
internal static class BuiltInResources
{
    /// <summary>Plural and group of CRDs.</summary>
    public const string CustomResourceDefinitions = "customresourcedefinitions.apiextensions.k8s.io";

    private const string Access = "rbac.authorization.k8s.io";

    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    /// <summary>Namespaces.</summary>
    public static ResourceInfo Namespaces { get; } = Make("", "Namespace", "namespaces", false, "ns") with
    {
        HasStatus = true,
        Parts = [new("finalize", "Namespace", "", "", ["update"]), Status("Namespace")],
    };

    /// <summary>ConfigMaps.</summary>
    public static ResourceInfo ConfigMaps { get; } = Make("", "ConfigMap", "configmaps", true, "cm");

    /// <summary>Secrets.</summary>
    public static ResourceInfo Secrets { get; } = Make("", "Secret", "secrets", true);

    /// <summary>ServiceAccounts.</summary>
    public static ResourceInfo ServiceAccounts { get; } = Make("", "ServiceAccount", "serviceaccounts", true, "sa") with
    {
        AnswersDeleted = true,
        Parts = [new("token", "TokenRequest", "authentication.k8s.io", "v1", ["create"])],
    };

    /// <summary>Pods.</summary>
    public static ResourceInfo Pods { get; } = Make("", "Pod", "pods", true, "po") with
    {
        Categories = ["all"],
        HasStatus = true,
        HasGeneration = true,
        AnswersDeleted = true,
        Parts =
        [
            new("eviction", "Eviction", "policy", "v1", ["create"]),
            new("exec", "PodExecOptions", "", "", ["create", "get"]),
            new("log", "Pod", "", "", ["get"]),
            Status("Pod"),
        ],
    };

    /// <summary>Events, as they are stored.</summary>
    public static ResourceInfo Events { get; } = Make("", "Event", "events", true, "ev");

    /// <summary>The same Events with the field names of their own group.</summary>
    public static ResourceInfo GroupEvents { get; } = Make("events.k8s.io", "Event", "events", true, "ev") with { StoredAs = Events };

    /// <summary>Claims of volumes.</summary>
    public static ResourceInfo PersistentVolumeClaims { get; } = Make("", "PersistentVolumeClaim", "persistentvolumeclaims", true, "pvc") with
    {
        HasStatus = true,
        AnswersDeleted = true,
        Parts = [Status("PersistentVolumeClaim")],
    };

    /// <summary>Volumes.</summary>
    public static ResourceInfo PersistentVolumes { get; } = Make("", "PersistentVolume", "persistentvolumes", false, "pv") with
    {
        HasStatus = true,
        AnswersDeleted = true,
        Parts = [Status("PersistentVolume")],
    };

    /// <summary>Jobs.</summary>
    public static ResourceInfo Jobs { get; } = Make("batch", "Job", "jobs", true) with
    {
        Categories = ["all"],
        HasStatus = true,
        HasGeneration = true,
        Parts = [Status("Job")],
    };

    /// <summary>CronJobs.</summary>
    public static ResourceInfo CronJobs { get; } = Make("batch", "CronJob", "cronjobs", true, "cj") with
    {
        Categories = ["all"],
        HasStatus = true,
        HasGeneration = true,
        Parts = [Status("CronJob")],
    };

    /// <summary>Leases.</summary>
    public static ResourceInfo Leases { get; } = Make("coordination.k8s.io", "Lease", "leases", true) with { NeedsVersion = true };

    /// <summary>Roles of a namespace.</summary>
    public static ResourceInfo Roles { get; } = Make(Access, "Role", "roles", true);

    /// <summary>Who has a role in a namespace.</summary>
    public static ResourceInfo RoleBindings { get; } = Make(Access, "RoleBinding", "rolebindings", true);

    /// <summary>Roles of the whole control plane.</summary>
    public static ResourceInfo ClusterRoles { get; } = Make(Access, "ClusterRole", "clusterroles", false);

    /// <summary>Who has a role everywhere.</summary>
    public static ResourceInfo ClusterRoleBindings { get; } = Make(Access, "ClusterRoleBinding", "clusterrolebindings", false);

    /// <summary>CRDs.</summary>
    public static ResourceInfo Definitions { get; } =
        Make("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", false, "crd", "crds") with
        {
            Categories = ["api-extensions"],
            HasStatus = true,
            HasGeneration = true,
            NeedsVersion = true,
            Parts = [Status("CustomResourceDefinition")],
        };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResourceInfo> All { get; } =
    [
        Namespaces, ConfigMaps, Secrets, ServiceAccounts, Pods, Events, GroupEvents, PersistentVolumeClaims, PersistentVolumes,
        Jobs, CronJobs, Leases, Roles, RoleBindings, ClusterRoles, ClusterRoleBindings, Definitions,
        Review("authentication.k8s.io", "SelfSubjectReview", false), Review("authentication.k8s.io", "TokenReview", false),
        Review("authorization.k8s.io", "LocalSubjectAccessReview", true), Review("authorization.k8s.io", "SelfSubjectAccessReview", false),
        Review("authorization.k8s.io", "SelfSubjectRulesReview", false), Review("authorization.k8s.io", "SubjectAccessReview", false),
    ];

    private static ResourceInfo Review(string group, string kind, bool isNamespaced) =>
        Make(group, kind, kind.ToLowerInvariant() + "s", isNamespaced) with { IsVirtual = true };

    private static ResourcePart Status(string kind) => new("status", kind, "", "", StatusVerbs);

    private static ResourceInfo Make(string group, string kind, string plural, bool isNamespaced, params IReadOnlyList<string> shortNames) => new()
    {
        Group = group,
        Version = "v1",
        Plural = plural,
        Kind = kind,
        ListKind = kind + "List",
        Singular = kind.ToLowerInvariant(),
        IsNamespaced = isNamespaced,
        ShortNames = shortNames,
    };
}
