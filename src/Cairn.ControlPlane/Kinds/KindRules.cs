using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Finds the rules of a built-in kind.</summary>
internal static class KindRules
{
    private static readonly IKindRules None = new NoRules();

    private static readonly Dictionary<string, IKindRules> Known = new()
    {
        ["namespaces"] = new NamespaceRules(),
        ["secrets"] = new SecretRules(),
        ["configmaps"] = new ConfigMapRules(),
        ["pods"] = new PodRules(),
        ["events"] = new EventRules(),
        ["persistentvolumeclaims"] = new ClaimRules(),
        ["persistentvolumes"] = new VolumeRules(),
        ["jobs.batch"] = new JobRules(),
        ["cronjobs.batch"] = new CronJobRules(),
        ["leases.coordination.k8s.io"] = new LeaseRules(),
        ["roles.rbac.authorization.k8s.io"] = new RoleRules(isNamespaced: true),
        ["clusterroles.rbac.authorization.k8s.io"] = new RoleRules(isNamespaced: false),
        ["rolebindings.rbac.authorization.k8s.io"] = new BindingRules(isNamespaced: true),
        ["clusterrolebindings.rbac.authorization.k8s.io"] = new BindingRules(isNamespaced: false),
        [BuiltInResources.CustomResourceDefinitions] = new DefinitionRules(),
    };

    /// <summary>The rules of a resource.</summary>
    public static IKindRules Of(ResourceInfo resource) => Known.GetValueOrDefault(resource.GroupResource, None);

    private sealed class NoRules : IKindRules
    {
        public void Prepare(JsonObject value, JsonObject? old)
        {
        }

        public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old) => [];
    }
}
