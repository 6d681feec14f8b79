using Cairn.Restic.Blobs;

namespace Cairn.Restic.Packs;

/// <summary>Where in a pack a blob is.</summary>
/// <param name="Handle">The blob.</param>
/// <param name="Offset">Its first byte in the pack file.</param>
/// <param name="Length">Its stored length in bytes, encryption included.</param>
/// <param name="UncompressedLength">The plaintext's length in bytes if it is compressed, otherwise 0.</param>
public readonly record struct PackedBlob(BlobHandle Handle, uint Offset, uint Length, uint UncompressedLength)
{
    /// <summary>The plaintext's length in bytes.</summary>
    public uint PlaintextLength => UncompressedLength != 0 ? UncompressedLength : Length - Crypto.BlobCipher.Overhead;
}
