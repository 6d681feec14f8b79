namespace Cairn.Restic;

/// <summary>How much work goes into making blobs smaller. Format version 1 has no compression, whatever is chosen.</summary>
public enum Compression
{
    /// <summary>The default: fast Zstandard (level 2), which stores database dumps as small as restic's own default does.</summary>
    Auto,

    /// <summary>Data blobs are stored as they are; trees, indexes and snapshots are compressed all the same, as restic does.</summary>
    Off,

    /// <summary>Slow and small: Zstandard level 12.</summary>
    Max,
}
