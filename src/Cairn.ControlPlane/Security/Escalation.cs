using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Security;

/// <summary>Nobody gives away rights that they do not have: whoever writes a role or a binding has to hold all of its rules.</summary>
internal static class Escalation
{
    /// <summary>Checks a role or binding that somebody is about to write; everything else passes.</summary>
    /// <exception cref="ApiException">It would give away more than the writer has (403).</exception>
    public static void Check(Authorizer authorizer, User user, ResourceInfo resource, string @namespace, JsonObject value)
    {
        if (resource.Group != BuiltInResources.Roles.Group || user.Groups.Contains(User.Masters))
        {
            return;
        }

        bool isRole = resource == BuiltInResources.Roles || resource == BuiltInResources.ClusterRoles;
        string name = isRole ? value.Text("metadata", "name") ?? "" : value.Text("roleRef", "name") ?? "";
        AccessRequest exception = new()
        {
            Verb = isRole ? "escalate" : "bind",
            Group = resource.Group,
            Resource = isRole ? resource.Plural : value.Text("roleRef", "kind") == "Role" ? "roles" : "clusterroles",
            Name = name,
            Namespace = @namespace,
        };
        IEnumerable<JsonNode> rules = isRole ? (value["rules"] as JsonArray ?? []).OfType<JsonNode>() : authorizer.RulesOf(value, @namespace);
        List<JsonNode> missing = [.. rules.Where(rule => !authorizer.Covers(user, @namespace, rule))];
        if (missing.Count > 0 && !authorizer.Allows(user, exception))
        {
            string shown = string.Join("\n", missing.Select(rule => rule.ToText()));
            throw new ApiException(403, "Forbidden", $"{resource.GroupResource} \"{value.Text("metadata", "name")}\" is forbidden: user \"{user.Name}\" "
                + $"(groups=[{string.Join(' ', user.Groups.Select(FieldError.Quote))}]) is attempting to grant RBAC permissions not currently held:\n{shown}",
                ApiErrors.Details(resource, value.Text("metadata", "name")));
        }
    }
}
