namespace Cairn.Kubernetes.Clients;

/// <summary>Which objects of a kind are listed or watched.</summary>
public sealed record ListOptions
{
    /// <summary>The namespace. Unset: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Selector of labels, such as app=db. Unset: all objects.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Selector of fields, such as metadata.name=db. Unset: all objects.</summary>
    public string? FieldSelector { get; init; }
}
