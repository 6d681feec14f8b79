namespace Cairn.Restic.Blobs;

/// <summary>A blob as it is stored in a pack.</summary>
/// <param name="Bytes">Nonce, ciphertext and tag.</param>
/// <param name="UncompressedLength">The plaintext's length in bytes if the content is compressed, otherwise 0: the header's own convention.</param>
internal readonly record struct EncodedBlob(ReadOnlyMemory<byte> Bytes, uint UncompressedLength);
