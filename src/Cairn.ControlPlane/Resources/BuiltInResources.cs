namespace Cairn.ControlPlane.Resources;

/// <summary>The built-in kinds that are served. What is not here is answered with 404.</summary>
internal static class BuiltInResources
{
    /// <summary>Plural and group of CRDs.</summary>
    public const string CustomResourceDefinitions = "customresourcedefinitions.apiextensions.k8s.io";

    /// <summary>Namespaces.</summary>
    public static ResourceInfo Namespaces { get; } = Make("", "v1", "namespaces", "Namespace", false, "ns") with { HasStatus = true };

    /// <summary>CRDs.</summary>
    public static ResourceInfo Definitions { get; } =
        Make("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, "crd", "crds")
            with
        { Categories = ["api-extensions"], HasStatus = true, HasGeneration = true, NeedsVersion = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResourceInfo> All { get; } =
    [
        Namespaces,
        Make("", "v1", "configmaps", "ConfigMap", true, "cm"),
        Make("", "v1", "secrets", "Secret", true),
        Definitions,
    ];

    private static ResourceInfo Make(
        string group, string version, string plural, string kind, bool isNamespaced, params IReadOnlyList<string> shortNames) => new()
        {
            Group = group,
            Version = version,
            Plural = plural,
            Kind = kind,
            ListKind = kind + "List",
            Singular = kind.ToLowerInvariant(),
            IsNamespaced = isNamespaced,
            ShortNames = shortNames,
        };
}
