using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>What became of a run.</summary>
public sealed record BackupSessionStatus
{
    /// <summary>Computed from the Snapshots and conditions.</summary>
    [OneOf(typeof(BackupSessionPhases))]
    public string? Phase { get; init; }

    /// <summary>How long it took, as a Go duration in whole seconds such as 42s.</summary>
    public string? Duration { get; init; }

    /// <summary>When it is ended as failed. Unset: never.</summary>
    public DateTimeOffset? BackupDeadline { get; init; }

    /// <summary>How many Snapshots it makes.</summary>
    public int? TotalSnapshots { get; init; }

    /// <summary>The Snapshots it makes.</summary>
    public IReadOnlyList<SnapshotReferenceStatus>? Snapshots { get; init; }

    /// <summary>The hooks it ran.</summary>
    public HookStatuses? Hooks { get; init; }

    /// <summary>How the RetentionPolicies were applied, one for each Repository. The field's name is singular.</summary>
    public IReadOnlyList<RetentionStatus>? RetentionPolicy { get; init; }

    /// <summary>SnapshotsEnsured, BackupExecutorEnsured, MetricsPushed and others, in the order in which they came about.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>Whether another run has taken its place.</summary>
    public bool? Retried { get; init; }

    /// <summary>When it will be repeated. Unset: it will not.</summary>
    public DateTimeOffset? NextRetry { get; init; }
}
