namespace Cairn.Api.Meta;

/// <summary>Which namespaces may refer to the object.</summary>
public sealed record UsagePolicy
{
    /// <summary>The namespaces that may refer to it. Unset: the namespace of the object alone.</summary>
    public AllowedNamespaces? AllowedNamespaces { get; init; }
}
