namespace Cairn.Api.Storage;

/// <summary>A backup by Solr.</summary>
public sealed record SolrStats
{
    /// <summary>Its number.</summary>
    public long? BackupId { get; init; }

    /// <summary>Its name.</summary>
    public string? BackupName { get; init; }

    /// <summary>The collection in it.</summary>
    public string? Collection { get; init; }

    /// <summary>How many index files it has.</summary>
    public long? IndexFileCount { get; init; }

    /// <summary>Size of the index in megabytes.</summary>
    public double? IndexSizeMB { get; init; }

    /// <summary>Where it is stored.</summary>
    public string? Location { get; init; }

    /// <summary>When it began.</summary>
    public string? StartTime { get; init; }

    /// <summary>Megabytes sent.</summary>
    public double? UploadedIndexFileMB { get; init; }
}
