using k8s;
using k8s.Models;

namespace Cairn.Kubernetes;

/// <summary>What names an object of a known kind.</summary>
/// <param name="Namespace">Its namespace; empty for kinds that live in none.</param>
/// <param name="Name">Its name.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The name of an object.</summary>
    public static NamespacedName Of(IKubernetesObject<V1ObjectMeta> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new NamespacedName(value.Metadata.NamespaceProperty ?? "", value.Metadata.Name ?? "");
    }

    /// <summary>namespace/name, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
