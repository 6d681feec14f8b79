using System.Text.Json.Serialization;

namespace Cairn.Restic.Snapshots;

/// <summary>What the run that made a snapshot did, in restic's words.</summary>
public sealed record SnapshotSummary
{
    /// <summary>When the run began.</summary>
    [JsonPropertyName("backup_start")]
    public DateTimeOffset BackupStart { get; init; }

    /// <summary>When all data was stored.</summary>
    [JsonPropertyName("backup_end")]
    public DateTimeOffset BackupEnd { get; init; }

    /// <summary>Files that the parent did not have.</summary>
    [JsonPropertyName("files_new")]
    public int FilesNew { get; init; }

    /// <summary>Files that differ from the parent's.</summary>
    [JsonPropertyName("files_changed")]
    public int FilesChanged { get; init; }

    /// <summary>Files that do not.</summary>
    [JsonPropertyName("files_unmodified")]
    public int FilesUnmodified { get; init; }

    /// <summary>Data blobs that were new.</summary>
    [JsonPropertyName("data_blobs")]
    public long DataBlobs { get; init; }

    /// <summary>Tree blobs that were new.</summary>
    [JsonPropertyName("tree_blobs")]
    public long TreeBlobs { get; init; }

    /// <summary>Bytes of new blobs, before compression.</summary>
    [JsonPropertyName("data_added")]
    public long DataAdded { get; init; }

    /// <summary>Bytes of new blobs as stored.</summary>
    [JsonPropertyName("data_added_packed")]
    public long DataAddedPacked { get; init; }

    /// <summary>Files in the snapshot.</summary>
    [JsonPropertyName("total_files_processed")]
    public int TotalFilesProcessed { get; init; }

    /// <summary>Bytes of all files in the snapshot.</summary>
    [JsonPropertyName("total_bytes_processed")]
    public long TotalBytesProcessed { get; init; }
}
