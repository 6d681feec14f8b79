using System.Buffers.Binary;
using Cairn.Restic.Crypto;

namespace Cairn.Restic.Packs;

/// <summary>Reads packs without an index.</summary>
internal static class PackReader
{
    // Enough for the header of most packs; a longer one costs a second request.
    private const int FirstGuess = 64 * 1024;

    /// <summary>Reads the table of contents of a pack in the storage, with one or two requests.</summary>
    public static async Task<List<PackedBlob>> LoadHeaderAsync(
        ResticRepository repository, PackId pack, long size, CancellationToken cancellationToken)
    {
        int length = (int)Math.Min(size, FirstGuess);
        byte[] end = new byte[length];
        await repository.Backend.LoadAsync(pack.File, size - length, end, cancellationToken);
        if (length >= PackHeader.LengthFieldSize)
        {
            long needed = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(length - PackHeader.LengthFieldSize)) + (long)PackHeader.LengthFieldSize;
            if (needed > length && needed <= Math.Min(size, PackHeader.MaxSize + PackHeader.LengthFieldSize))
            {
                end = new byte[needed];
                await repository.Backend.LoadAsync(pack.File, size - needed, end, cancellationToken);
            }
        }

        return ReadHeader(pack, end, size, repository.Cipher);
    }

    /// <summary>Reads the table of contents of a whole pack in memory.</summary>
    public static List<PackedBlob> ReadHeader(PackId pack, ReadOnlySpan<byte> content, BlobCipher cipher) =>
        ReadHeader(pack, content, content.Length, cipher);

    private static List<PackedBlob> ReadHeader(PackId pack, ReadOnlySpan<byte> content, long packSize, BlobCipher cipher)
    {
        if (content.Length < PackHeader.LengthFieldSize + BlobCipher.Overhead)
        {
            throw RepositoryException.Damaged($"Pack {pack}", $"it is only {content.Length} bytes long");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(content[^PackHeader.LengthFieldSize..]);
        ReadOnlySpan<byte> rest = content[..^PackHeader.LengthFieldSize];
        return length <= rest.Length && length <= PackHeader.MaxSize
            ? PackHeader.Decode(pack, rest[^(int)length..], packSize, cipher)
            : throw RepositoryException.Damaged($"Pack {pack}", "it ends in an impossible header length; it may be cut off");
    }
}
