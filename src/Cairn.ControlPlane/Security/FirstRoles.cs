using System.Text.Json.Nodes;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Security;

/// <summary>The roles that a new server has, with the names that manifests refer to.</summary>
internal static class FirstRoles
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly string[] Reading = ["get", "list", "watch"];

    private static readonly string[] Writing = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly string[] Plain =
    [
        "configmaps", "events", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "pods/log", "pods/status", "serviceaccounts",
    ];

    private static readonly string[] Discovery =
        ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"];

    private static readonly string[] Open = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    /// <summary>Makes the roles and bindings that are missing.</summary>
    public static void Make(ObjectStore store, ObjectWriter writer)
    {
        Role("cluster-admin", Rule(["*"], ["*"], "*"), Paths(["*"], "*"));
        Role("admin", [.. Edit(), Rule([Group], ["roles", "rolebindings"], Writing)]);
        Role("edit", Edit());
        Role("view", Rule([""], Plain, Reading), Rule(["batch"], ["*"], Reading));
        Role("system:discovery", Paths(Discovery, "get"));
        Role("system:public-info-viewer", Paths(Open, "get"));
        Role("system:basic-user", Rule(["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], "create"),
            Rule(["authentication.k8s.io"], ["selfsubjectreviews"], "create"));
        Bind("cluster-admin", User.Masters);
        Bind("system:discovery", User.Authenticated);
        Bind("system:basic-user", User.Authenticated);
        Bind("system:public-info-viewer", User.Authenticated, User.Anonymous.Groups[0]);

        void Role(string name, params IEnumerable<JsonObject> rules) => Create(store, writer, BuiltInResources.ClusterRoles, name,
            new JsonObject { ["rules"] = new JsonArray([.. rules]) });
        void Bind(string role, params IEnumerable<string> groups) => Create(store, writer, BuiltInResources.ClusterRoleBindings, role, new JsonObject
        {
            ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = "ClusterRole", ["name"] = role },
            ["subjects"] = new JsonArray([.. groups.Select(name =>
                new JsonObject { ["apiGroup"] = Group, ["kind"] = "Group", ["name"] = name })]),
        });
    }

    private static JsonObject[] Edit() =>
    [
        Rule([""], [.. Plain, "secrets", "pods/exec", "serviceaccounts/token"], Writing),
        Rule(["batch"], ["*"], Writing),
        Rule(["coordination.k8s.io"], ["leases"], Writing),
    ];

    private static void Create(ObjectStore store, ObjectWriter writer, ResourceInfo resource, string name, JsonObject value)
    {
        if (store.Get(new ObjectKey(resource.GroupResource, "", name)) is null)
        {
            value["metadata"] = new JsonObject { ["name"] = name };
            writer.Create(resource, "", value, new WriteOptions());
        }
    }

    private static JsonObject Rule(IEnumerable<string> groups, IEnumerable<string> resources, params IEnumerable<string> verbs) => new()
    {
        ["apiGroups"] = Texts(groups),
        ["resources"] = Texts(resources),
        ["verbs"] = Texts(verbs),
    };

    private static JsonObject Paths(IEnumerable<string> paths, params IEnumerable<string> verbs) => new()
    {
        ["nonResourceURLs"] = Texts(paths),
        ["verbs"] = Texts(verbs),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
