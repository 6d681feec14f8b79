namespace Cairn.Api.Core;

/// <summary>What is backed up, where to, and by which sessions.</summary>
public sealed record BackupBatchSpec
{
    /// <summary>The applications.</summary>
    public IReadOnlyList<BatchTarget>? Targets { get; init; }

    /// <summary>The storages that sessions can use.</summary>
    public IReadOnlyList<BackendSpec>? Backends { get; init; }

    /// <summary>The entries of the plan.</summary>
    public IReadOnlyList<BatchSessionSpec>? Sessions { get; init; }

    /// <summary>Whether the plan rests. Unset: it does not.</summary>
    public bool? Paused { get; init; }
}
