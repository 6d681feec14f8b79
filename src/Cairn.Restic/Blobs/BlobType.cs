namespace Cairn.Restic.Blobs;

/// <summary>What the bytes of a blob are.</summary>
public enum BlobType : byte
{
    /// <summary>A piece of a file's contents.</summary>
    Data = 0,

    /// <summary>A directory in JSON.</summary>
    Tree = 1,
}
