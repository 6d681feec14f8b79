using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Security;

/// <summary>Who may do what, by the roles and bindings in the store. What no rule allows is forbidden.</summary>
internal sealed class Authorizer(ObjectStore store)
{
    private readonly ConditionalWeakTable<StoredObject, JsonObject> _parsed = [];

    /// <summary>Whether a user may do something.</summary>
    public bool Allows(User user, AccessRequest access) =>
        user.Groups.Contains(User.Masters) || Rules(user, access.Namespace).Any(rule => Matches(rule, access));

    /// <summary>The rules that hold for a user, in a namespace and everywhere.</summary>
    public IEnumerable<JsonNode> Rules(User user, string @namespace)
    {
        foreach (JsonObject binding in All(BuiltInResources.ClusterRoleBindings, null).Where(binding => Names(binding, user)))
        {
            foreach (JsonNode rule in RulesOf(binding, ""))
            {
                yield return rule;
            }
        }

        if (@namespace.Length == 0)
        {
            yield break;
        }

        foreach (JsonObject binding in All(BuiltInResources.RoleBindings, @namespace).Where(binding => Names(binding, user)))
        {
            foreach (JsonNode rule in RulesOf(binding, @namespace))
            {
                yield return rule;
            }
        }
    }

    /// <summary>The rules of the role that a binding or a reference of one names.</summary>
    public IEnumerable<JsonNode> RulesOf(JsonObject binding, string @namespace)
    {
        string name = binding.Text("roleRef", "name") ?? "";
        bool isLocal = binding.Text("roleRef", "kind") == "Role";
        ResourceInfo resource = isLocal ? BuiltInResources.Roles : BuiltInResources.ClusterRoles;
        if (store.Get(new ObjectKey(resource.GroupResource, isLocal ? @namespace : "", name)) is not { } stored)
        {
            return [];
        }

        JsonObject role = Parsed(stored);
        return role["aggregationRule"] is { } aggregation ? Aggregated(aggregation) : RulesIn(role);
    }

    /// <summary>Whether everything that a rule allows is allowed to a user already; otherwise the user may not hand it on.</summary>
    public bool Covers(User user, string @namespace, JsonNode rule)
    {
        IEnumerable<AccessRequest> wanted = Texts(rule, "nonResourceURLs") is { Count: > 0 } paths
            ? from path in paths from verb in Texts(rule, "verbs") select new AccessRequest { Verb = verb, Path = path }
            : from verb in Texts(rule, "verbs")
              from @group in Texts(rule, "apiGroups")
              from resource in Texts(rule, "resources")
              from name in Texts(rule, "resourceNames").DefaultIfEmpty("")
              select new AccessRequest { Verb = verb, Group = @group, Resource = resource, Name = name, Namespace = @namespace };
        return wanted.All(access => Allows(user, access));
    }

    private static bool Matches(JsonNode rule, AccessRequest access)
    {
        List<string> verbs = Texts(rule, "verbs");
        if (!verbs.Contains("*") && !verbs.Contains(access.Verb))
        {
            return false;
        }

        if (access.Path is { } path)
        {
            return Texts(rule, "nonResourceURLs").Any(url =>
                url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal)));
        }

        List<string> groups = Texts(rule, "apiGroups");
        List<string> names = Texts(rule, "resourceNames");
        return (groups.Contains("*") || groups.Contains(access.Group))
            && Texts(rule, "resources").Any(resource => resource == "*" || resource == access.ResourcePart
                || (access.Subresource.Length > 0 && resource == $"*/{access.Subresource}"))
            && (names.Count == 0 || names.Contains(access.Name));
    }

    private static bool Names(JsonObject binding, User user) => (binding["subjects"] as JsonArray ?? []).Any(subject => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name") ?? ""),
        "ServiceAccount" => user.Name == $"{User.AccountPrefix}{subject.Text("namespace")}:{subject.Text("name")}",
        _ => false,
    });

    private static IEnumerable<JsonNode> RulesIn(JsonObject role) => (role["rules"] as JsonArray ?? []).OfType<JsonNode>();

    private static List<string> Texts(JsonNode rule, string name) => [.. (rule.At(name) as JsonArray ?? []).Select(item => item.Text() ?? "")];

    private IEnumerable<JsonNode> Aggregated(JsonNode aggregation)
    {
        List<JsonObject> selectors = [.. (aggregation.At("clusterRoleSelectors") as JsonArray ?? [])
            .Select(selector => selector.At("matchLabels")).OfType<JsonObject>()];
        return All(BuiltInResources.ClusterRoles, null)
            .Where(role => selectors.Any(labels => labels.All(label => role.Text("metadata", "labels", label.Key) == label.Value.Text())))
            .SelectMany(RulesIn);
    }

    private IEnumerable<JsonObject> All(ResourceInfo resource, string? @namespace) =>
        store.List(resource.GroupResource, @namespace).Objects.Select(Parsed);

    private JsonObject Parsed(StoredObject stored) => _parsed.GetValue(stored, key => key.Parse());
}
