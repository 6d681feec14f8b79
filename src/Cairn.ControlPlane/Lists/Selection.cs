using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Lists;

/// <summary>Which objects of a collection a request is about: its namespace and both selectors.</summary>
internal sealed record Selection(string? Namespace, LabelSelector? Labels, FieldSelector? Fields)
{
    /// <summary>Whether any selector is set.</summary>
    public bool HasSelectors => Labels is not null || Fields is not null;

    /// <summary>The selection of a request.</summary>
    public static Selection Read(ApiRequest request) => new(
        request.Namespace,
        request.Query("labelSelector") is { Length: > 0 } labels ? LabelSelector.Read(labels) : null,
        request.Query("fieldSelector") is { Length: > 0 } fields ? FieldSelector.Read(fields, request.Resource) : null);

    /// <summary>Whether an object belongs to it.</summary>
    public bool Chooses(StoredObject stored) =>
        (Namespace is null || stored.Key.Namespace == Namespace)
        && (Fields is null || Fields.Chooses(stored))
        && (Labels is null || Labels.Chooses(stored.Labels));
}
