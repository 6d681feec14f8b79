namespace Cairn.Restic.Operations.Pruning;

/// <summary>How far a prune goes.</summary>
public sealed record PruneOptions
{
    /// <summary>How much unused space may stay. Less means more rewriting.</summary>
    /// <value>Default: 5 %, as in restic.</value>
    public UnusedLimit MaxUnused { get; init; } = UnusedLimit.Default;

    /// <summary>Rewrite at most so many bytes of packs in this run.</summary>
    /// <value>Unset: no limit.</value>
    public long? MaxRepackSize { get; init; }

    /// <summary>Put packs together that are much smaller than the pack size.</summary>
    /// <value>Default: false.</value>
    public bool RepackSmall { get; init; }

    /// <summary>Compress what a repository of version 2 still holds uncompressed.</summary>
    /// <value>Default: false.</value>
    public bool RepackUncompressed { get; init; }

    /// <summary>Change nothing and only say what would be done.</summary>
    /// <value>Default: false.</value>
    public bool DryRun { get; init; }

    /// <summary>How long the deletion waits for others to leave the repository. What was rewritten by then is not lost: the next prune uses it.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan ExclusiveWait { get; init; } = TimeSpan.FromMinutes(10);
}
