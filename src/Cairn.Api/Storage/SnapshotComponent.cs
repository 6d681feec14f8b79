using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>One part of a Snapshot.</summary>
public sealed record SnapshotComponent
{
    /// <summary>Directory of its restic repository below the Repository's, such as repository/v1/daily/dump.</summary>
    public string? Path { get; init; }

    /// <summary>How far it is.</summary>
    [OneOf(typeof(SnapshotPhases))]
    public string? Phase { get; init; }

    /// <summary>Size of the restic repository it is in.</summary>
    public string? Size { get; init; }

    /// <summary>How long it took, as a Go duration such as 21.57s.</summary>
    public string? Duration { get; init; }

    /// <summary>Whether the check after it found the data whole. Unset: not checked.</summary>
    public bool? Integrity { get; init; }

    /// <summary>Why it failed. Unset: it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The tool that stored it.</summary>
    [OneOf(typeof(BackupDrivers))]
    public string? Driver { get; init; }

    /// <summary>What restic's format holds of it, one for each stream or directory.</summary>
    public IReadOnlyList<ResticStats>? ResticStats { get; init; }

    /// <summary>VolumeSnapshots that were taken. Kept, and not acted on.</summary>
    public IReadOnlyList<VolumeSnapshotterStats>? VolumeSnapshotterStats { get; init; }

    /// <summary>What WAL-G stored. Kept, and not acted on.</summary>
    public WalGStats? WalGStats { get; init; }

    /// <summary>The log that was archived. Kept, and not acted on.</summary>
    public LogStats? LogStats { get; init; }

    /// <summary>What was stored of Solr. Kept, and not acted on.</summary>
    public IReadOnlyList<SolrStats>? SolrStats { get; init; }

    /// <summary>What Medusa stored of Cassandra. Kept, and not acted on.</summary>
    public MedusaStats? MedusaStats { get; init; }

    /// <summary>What was stored of ClickHouse. Kept, and not acted on.</summary>
    public IReadOnlyList<ClickHouseStats>? ClickHouseStats { get; init; }

    /// <summary>What was stored of Neo4j. Kept, and not acted on.</summary>
    public IReadOnlyList<Neo4jStats>? Neo4jStats { get; init; }
}
