namespace Cairn.Storage;

/// <summary>The kinds of file a restic repository consists of; each has its own directory in the backend.</summary>
public enum FileKind
{
    /// <summary>The single file <c>config</c> at the root.</summary>
    Config,

    /// <summary><c>keys/</c>: the repository's keys, encrypted with a password each.</summary>
    Key,

    /// <summary><c>locks/</c>: who is using the repository.</summary>
    Lock,

    /// <summary><c>snapshots/</c>: one file a backup.</summary>
    Snapshot,

    /// <summary><c>index/</c>: which blob is in which pack.</summary>
    Index,

    /// <summary><c>data/</c>: packs of encrypted blobs, in 256 sub-directories by the first two characters of the name.</summary>
    Pack,
}
