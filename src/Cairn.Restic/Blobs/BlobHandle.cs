namespace Cairn.Restic.Blobs;

/// <summary>Identifies a blob in a repository: the same bytes stored as data and as tree are two blobs.</summary>
/// <param name="Type">Data or tree.</param>
/// <param name="Id">The SHA-256 of the plaintext.</param>
public readonly record struct BlobHandle(BlobType Type, BlobId Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Type == BlobType.Tree ? "tree" : "data")} blob {Id}";
}
