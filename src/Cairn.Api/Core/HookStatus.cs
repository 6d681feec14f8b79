using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>A hook of a run.</summary>
public sealed record HookStatus
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>How it ended.</summary>
    [OneOf(typeof(HookPhases))]
    public string? Phase { get; init; }
}
