namespace Cairn.Restic.Blobs;

/// <summary>Names a blob: the SHA-256 of its plaintext.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct BlobId(Sha256Id Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
