using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Roles and ClusterRoles: each rule names verbs, and either resources or (ClusterRoles only) paths.</summary>
internal sealed class RoleRules(bool isNamespaced) : IKindRules
{
    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old) => value["rules"] ??= null;

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonArray rules = value["rules"] as JsonArray ?? [];
        for (int i = 0; i < rules.Count; i++)
        {
            foreach (FieldError error in Rule(rules[i], $"rules[{i}]"))
            {
                yield return error;
            }
        }
    }

    private static bool Has(JsonNode? rule, string name) => rule.At(name) is JsonArray { Count: > 0 };

    private IEnumerable<FieldError> Rule(JsonNode? rule, string path)
    {
        if (!Has(rule, "verbs"))
        {
            yield return FieldError.Required($"{path}.verbs", "verbs must contain at least one value");
        }

        if (Has(rule, "nonResourceURLs"))
        {
            if (isNamespaced)
            {
                yield return FieldError.Invalid($"{path}.nonResourceURLs", rule.At("nonResourceURLs").ToText(),
                    "namespaced rules cannot apply to non-resource URLs");
            }

            if (Has(rule, "apiGroups") || Has(rule, "resources") || Has(rule, "resourceNames"))
            {
                yield return FieldError.Invalid($"{path}.nonResourceURLs", rule.At("nonResourceURLs").ToText(),
                    "rules cannot apply to both regular resources and non-resource URLs");
            }

            yield break;
        }

        if (!Has(rule, "apiGroups"))
        {
            yield return FieldError.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
        }

        if (!Has(rule, "resources"))
        {
            yield return FieldError.Required($"{path}.resources", "resource rules must supply at least one resource");
        }
    }
}
