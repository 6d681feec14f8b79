using Cairn.Api.Schema;
using Cairn.Api.Storage;

namespace Cairn.Api.Core;

/// <summary>What was found out about a Repository of a plan.</summary>
public sealed record PlannedRepositoryStatus
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its phase.</summary>
    [OneOf(typeof(StoragePhases))]
    public string? Phase { get; init; }

    /// <summary>Why it is not ready. Unset: it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether its Snapshots are proven by a schedule.</summary>
    public bool? VerificationConfigured { get; init; }
}
