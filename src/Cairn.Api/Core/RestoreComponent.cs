using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>One part of a restore.</summary>
public sealed record RestoreComponent
{
    /// <summary>How far it is.</summary>
    [OneOf(typeof(RestorePhases))]
    public string? Phase { get; init; }

    /// <summary>How much of it is done.</summary>
    public RestoreProgress? Progress { get; init; }

    /// <summary>How long it took, as a Go duration such as 21.57s.</summary>
    public string? Duration { get; init; }

    /// <summary>Why it failed. Unset: it did not.</summary>
    public string? Error { get; init; }
}
