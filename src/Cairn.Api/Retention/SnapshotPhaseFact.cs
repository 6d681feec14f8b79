namespace Cairn.Api.Retention;

/// <summary>What retention has to know about a Snapshot's phase.</summary>
public enum SnapshotPhaseFact
{
    /// <summary>Pending, running, or anything that is not known: never a candidate for removal.</summary>
    Unfinished,

    /// <summary>The backup ended well.</summary>
    Succeeded,

    /// <summary>The backup failed.</summary>
    Failed,
}
