namespace Cairn.Api.Core;

/// <summary>What is done before and after a backup.</summary>
public sealed record BackupHooks
{
    /// <summary>Before it, in this order. A failure ends the run before anything is read.</summary>
    public IReadOnlyList<HookSpec>? PreBackup { get; init; }

    /// <summary>After it, in this order. A failure makes the run a failed one.</summary>
    public IReadOnlyList<HookSpec>? PostBackup { get; init; }
}
