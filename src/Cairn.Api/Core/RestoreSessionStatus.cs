using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>What became of a restore.</summary>
public sealed record RestoreSessionStatus
{
    /// <summary>Computed from the components and conditions.</summary>
    [OneOf(typeof(RestorePhases))]
    public string? Phase { get; init; }

    /// <summary>Whether the target exists.</summary>
    public bool? TargetFound { get; init; }

    /// <summary>How long it took, as a Go duration in whole seconds such as 42s.</summary>
    public string? Duration { get; init; }

    /// <summary>When it is ended as failed. Unset: never.</summary>
    public DateTimeOffset? RestoreDeadline { get; init; }

    /// <summary>How many components there are.</summary>
    public int? TotalComponents { get; init; }

    /// <summary>The components, by name, such as dump.</summary>
    [GranularMap]
    public IReadOnlyDictionary<string, RestoreComponent>? Components { get; init; }

    /// <summary>The hooks it ran.</summary>
    public HookStatuses? Hooks { get; init; }

    /// <summary>Other objects that are needed, such as the Snapshot and the Addon.</summary>
    public IReadOnlyList<Dependency>? Dependencies { get; init; }

    /// <summary>Plans that rest while the target is written to.</summary>
    public IReadOnlyList<TypedObjectReference>? PausedBackups { get; init; }

    /// <summary>RestoreExecutorEnsured, MetricsPushed and others, in the order in which they came about.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
