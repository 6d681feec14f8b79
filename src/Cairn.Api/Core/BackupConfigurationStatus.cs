using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>What was found out about a plan.</summary>
public sealed record BackupConfigurationStatus
{
    /// <summary>Ready when its sessions can run.</summary>
    [OneOf(typeof(PlanPhases))]
    public string? Phase { get; init; }

    /// <summary>Whether the target exists.</summary>
    public bool? TargetFound { get; init; }

    /// <summary>The backends.</summary>
    public IReadOnlyList<BackendStatus>? Backends { get; init; }

    /// <summary>The Repositories.</summary>
    public IReadOnlyList<PlannedRepositoryStatus>? Repositories { get; init; }

    /// <summary>Other objects that are needed, such as the Addon.</summary>
    public IReadOnlyList<Dependency>? Dependencies { get; init; }

    /// <summary>The sessions.</summary>
    public IReadOnlyList<SessionStatus>? Sessions { get; init; }

    /// <summary>ValidationPassed.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
