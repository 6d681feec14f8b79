namespace Cairn.Api.Core;

/// <summary>What is done before and after a restore.</summary>
public sealed record RestoreHooks
{
    /// <summary>Before it, in this order. A failure ends the run before anything is written.</summary>
    public IReadOnlyList<HookSpec>? PreRestore { get; init; }

    /// <summary>After it, in this order. A failure makes the run a failed one.</summary>
    public IReadOnlyList<HookSpec>? PostRestore { get; init; }
}
