using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What was found out about a RetentionPolicy.</summary>
public sealed record PolicyReferenceStatus
{
    /// <summary>The RetentionPolicy.</summary>
    public ObjectReference? Ref { get; init; }

    /// <summary>Whether it exists.</summary>
    public bool? Found { get; init; }

    /// <summary>Why it cannot be used. Unset: it can.</summary>
    public string? Reason { get; init; }
}
