using System.Buffers.Binary;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Packs;

/// <summary>Reads packs without an index.</summary>
internal static class PackReader
{
    /// <summary>Reads the table of contents of a whole pack in memory.</summary>
    public static List<PackedBlob> ReadHeader(PackId pack, ReadOnlySpan<byte> content, BlobCipher cipher)
    {
        if (content.Length < PackHeader.LengthFieldSize + BlobCipher.Overhead)
        {
            throw RepositoryException.Damaged($"Pack {pack}", $"it is only {content.Length} bytes long");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(content[^PackHeader.LengthFieldSize..]);
        ReadOnlySpan<byte> rest = content[..^PackHeader.LengthFieldSize];
        return length <= rest.Length && length <= PackHeader.MaxSize
            ? PackHeader.Decode(pack, rest[^(int)length..], content.Length, cipher)
            : throw RepositoryException.Damaged($"Pack {pack}", "it ends in an impossible header length; it may be cut off");
    }
}
