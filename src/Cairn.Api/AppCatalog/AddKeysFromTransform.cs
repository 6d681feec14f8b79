using k8s.Models;

namespace Cairn.Api.AppCatalog;

/// <summary>Adds the keys of another Secret.</summary>
public sealed record AddKeysFromTransform
{
    /// <summary>The Secret, in the same namespace.</summary>
    public V1LocalObjectReference? SecretRef { get; init; }
}
