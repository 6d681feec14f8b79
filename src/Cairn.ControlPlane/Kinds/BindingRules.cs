using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>RoleBindings and ClusterRoleBindings: which role (never changed afterwards) who has.</summary>
internal sealed class BindingRules(bool isNamespaced) : IKindRules
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject role = value.Map("roleRef");
        if (string.IsNullOrEmpty(role.Text("apiGroup")))
        {
            role["apiGroup"] = Group;
        }

        foreach (JsonObject subject in (value["subjects"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (subject.Text("kind") is "User" or "Group" && string.IsNullOrEmpty(subject.Text("apiGroup")))
            {
                subject["apiGroup"] = Group;
            }
        }

        if (value["subjects"] is JsonArray { Count: 0 })
        {
            value.Remove("subjects");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonNode? role = value["roleRef"];
        if (old is not null && !JsonNode.DeepEquals(role, old["roleRef"]))
        {
            JsonObject shown = new() { ["APIGroup"] = role.Text("apiGroup"), ["Kind"] = role.Text("kind"), ["Name"] = role.Text("name") };
            yield return FieldError.Invalid("roleRef", shown.ToText(), "cannot change roleRef");
            yield break;
        }

        string[] kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(role.Text("kind") ?? ""))
        {
            yield return FieldError.NotSupported("roleRef.kind", FieldError.Quote(role.Text("kind") ?? ""), kinds);
        }

        if (string.IsNullOrEmpty(role.Text("name")))
        {
            yield return FieldError.Required("roleRef.name");
        }

        JsonArray subjects = value["subjects"] as JsonArray ?? [];
        for (int i = 0; i < subjects.Count; i++)
        {
            foreach (FieldError error in Subject(subjects[i], $"subjects[{i}]"))
            {
                yield return error;
            }
        }
    }

    private IEnumerable<FieldError> Subject(JsonNode? subject, string path)
    {
        string kind = subject.Text("kind") ?? "";
        if (string.IsNullOrEmpty(subject.Text("name")))
        {
            yield return FieldError.Required($"{path}.name");
        }

        if (kind is not ("ServiceAccount" or "User" or "Group"))
        {
            yield return FieldError.NotSupported($"{path}.kind", FieldError.Quote(kind), ["ServiceAccount", "User", "Group"]);
        }
        else if (kind == "ServiceAccount" && !isNamespaced && string.IsNullOrEmpty(subject.Text("namespace")))
        {
            yield return FieldError.Required($"{path}.namespace");
        }
    }
}
