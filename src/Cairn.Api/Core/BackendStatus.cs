namespace Cairn.Api.Core;

/// <summary>What was found out about a backend.</summary>
public sealed record BackendStatus
{
    /// <summary>Its name in the plan.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool? Ready { get; init; }

    /// <summary>Its BackupStorage.</summary>
    public StorageReferenceStatus? Storage { get; init; }

    /// <summary>Its RetentionPolicy.</summary>
    public PolicyReferenceStatus? RetentionPolicy { get; init; }
}
