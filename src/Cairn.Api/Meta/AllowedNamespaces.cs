using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>A choice of namespaces.</summary>
public sealed record AllowedNamespaces
{
    /// <summary>How namespaces are chosen. Default: Same.</summary>
    [OneOf(typeof(NamespaceScopes))]
    [Default(NamespaceScopes.Same)]
    public string? From { get; init; }

    /// <summary>The labels that a namespace must have. Needed with Selector, ignored with everything else.</summary>
    public V1LabelSelector? Selector { get; init; }
}
