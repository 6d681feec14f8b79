using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>How a RetentionPolicy was applied to a Repository.</summary>
public sealed record RetentionStatus
{
    /// <summary>The RetentionPolicy.</summary>
    public ObjectReference? Ref { get; init; }

    /// <summary>Name of the Repository.</summary>
    public string? Repository { get; init; }

    /// <summary>How it ended.</summary>
    [OneOf(typeof(RetentionPhases))]
    public string? Phase { get; init; }

    /// <summary>Why it failed. Unset: it did not.</summary>
    public string? Error { get; init; }
}
