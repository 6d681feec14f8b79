namespace Cairn.Api.Retention;

/// <summary>What retention looks at in one Snapshot.</summary>
public sealed record SnapshotFacts
{
    /// <summary>The Snapshot's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The Snapshot's name, unique in its namespace.</summary>
    public required string Name { get; init; }

    /// <summary>The Repository it belongs to.</summary>
    public required string Repository { get; init; }

    /// <summary>The session that made it. Rules count per Repository and session.</summary>
    public required string Session { get; init; }

    /// <summary>When the data was taken; rules for hours, days and so on sort by it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How the backup ended.</summary>
    public required SnapshotPhaseFact Phase { get; init; }

    /// <summary>Whether it holds changes since another Snapshot (a log), which live and die by that one's rules. Default: no.</summary>
    public bool IsIncremental { get; init; }

    /// <summary>Whether a check or a verification found that it cannot be relied upon. Default: no.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Whether it is being deleted already; such a one counts for no rule. Default: no.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>Who is using it now, for example <c>RestoreSession demo/restore</c>. Default: nobody.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];
}
