namespace Cairn.Api.Core;

/// <summary>The hooks of a run.</summary>
public sealed record HookStatuses
{
    /// <summary>Those before it.</summary>
    public IReadOnlyList<HookStatus>? PreHooks { get; init; }

    /// <summary>Those after it.</summary>
    public IReadOnlyList<HookStatus>? PostHooks { get; init; }
}
