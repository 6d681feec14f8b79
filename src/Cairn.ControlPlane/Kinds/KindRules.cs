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
