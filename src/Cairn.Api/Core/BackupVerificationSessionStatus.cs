using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>What became of a proof.</summary>
public sealed record BackupVerificationSessionStatus
{
    /// <summary>Computed from the conditions.</summary>
    [OneOf(typeof(VerificationPhases))]
    public string? Phase { get; init; }

    /// <summary>How long it took, as a Go duration in whole seconds such as 42s.</summary>
    public string? Duration { get; init; }

    /// <summary>Whether another proof has taken its place.</summary>
    public bool? Retried { get; init; }

    /// <summary>RestoreSucceeded, BackupVerified and others, in the order in which they came about.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
