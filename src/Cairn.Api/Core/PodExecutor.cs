using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Pods of the application.</summary>
public sealed record PodExecutor
{
    /// <summary>Labels that the pods have: key=value, separated by commas. Needed.</summary>
    public string? Selector { get; init; }

    /// <summary>The object that owns them. Unset: any.</summary>
    public V1OwnerReference? Owner { get; init; }

    /// <summary>Whether one of them does it or all. Default: ExecuteOnOne.</summary>
    [OneOf(typeof(PodStrategies))]
    [Default(PodStrategies.ExecuteOnOne)]
    public string? Strategy { get; init; }
}
