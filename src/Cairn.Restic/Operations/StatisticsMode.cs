namespace Cairn.Restic.Operations;

/// <summary>What <see cref="SnapshotStatistics"/> counts; restic's modes of the same names.</summary>
public enum StatisticsMode
{
    /// <summary>What restoring each of the snapshots would write.</summary>
    RestoreSize,

    /// <summary>The blobs that the snapshots need, each once, as stored.</summary>
    RawData,

    /// <summary>For each path, the different blobs that its versions are made of, before compression.</summary>
    BlobsPerFile,
}
