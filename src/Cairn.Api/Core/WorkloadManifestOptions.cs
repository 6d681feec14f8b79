namespace Cairn.Api.Core;

/// <summary>How workloads are restored.</summary>
public sealed record WorkloadManifestOptions
{
    /// <summary>Namespace to restore into. Unset: the original one.</summary>
    public string? RestoreNamespace { get; init; }
}
