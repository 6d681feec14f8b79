using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What was found out about a BackupStorage.</summary>
public sealed record StorageReferenceStatus
{
    /// <summary>The BackupStorage.</summary>
    public ObjectReference? Ref { get; init; }

    /// <summary>Its phase.</summary>
    public string? Phase { get; init; }

    /// <summary>Why it cannot be used. Unset: it can.</summary>
    public string? Reason { get; init; }
}
