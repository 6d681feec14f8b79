using System.Buffers;
using Cairn.Restic.Compressing;
using Cairn.Restic.Crypto;
using Cairn.Storage;

namespace Cairn.Restic;

/// <summary>
/// Reads and writes the files that are encrypted as a whole: config, locks, snapshots and indexes ("unpacked data" in restic's design document).
/// In format version 2 the plaintext is JSON, or the byte 2 followed by JSON compressed with Zstandard. The config is never compressed.
/// </summary>
internal sealed class RepositoryFiles(IBackend backend, BlobCipher cipher, Func<int> formatVersion)
{
    private const byte CompressedJson = 2;
    private const int DocumentLevel = 3;

    /// <summary>Encrypts and stores a document, after proving that it reads back, and returns the name it was given.</summary>
    public async Task<Sha256Id> SaveAsync(FileKind kind, byte[] json, CancellationToken cancellationToken)
    {
        byte[] plaintext = kind == FileKind.Config || formatVersion() < 2 ? json : Compress(json);
        byte[] encrypted = new byte[plaintext.Length + BlobCipher.Overhead];
        cipher.Seal(plaintext, encrypted);
        if (!Decode(kind.ToString(), encrypted, long.MaxValue).AsSpan().SequenceEqual(json))
        {
            throw new RepositoryException(
                RepositoryErrorKind.VerificationFailed, $"A file of kind {kind} did not read back as it was written; nothing of it was stored.");
        }

        Sha256Id id = Sha256Id.Hash(encrypted);
        FileHandle file = kind == FileKind.Config ? FileHandle.Config : new FileHandle(kind, id.ToString());
        await backend.SaveAsync(file, new ReadOnlySequence<byte>(encrypted), cancellationToken);
        return id;
    }

    /// <summary>Loads, authenticates and decompresses a document of at most <paramref name="maxSize"/> bytes, before and after decompression.</summary>
    public async Task<byte[]> LoadAsync(FileHandle file, long maxSize, CancellationToken cancellationToken)
    {
        byte[] encrypted = await LoadRawAsync(backend, file, maxSize, cancellationToken);
        return Decode(Describe(file), encrypted, maxSize);
    }

    /// <summary>Loads a file as stored. Every name but the config's is the content's checksum, and is compared.</summary>
    public static async Task<byte[]> LoadRawAsync(IBackend backend, FileHandle file, long maxSize, CancellationToken cancellationToken)
    {
        byte[] content = await backend.LoadAllAsync(file, maxSize, cancellationToken);
        if (file.Kind != FileKind.Config && Sha256Id.Hash(content).ToString() != file.Name)
        {
            // One more try: a storage or network fault may have damaged the bytes on the way only.
            content = await backend.LoadAllAsync(file, maxSize, cancellationToken);
            if (Sha256Id.Hash(content).ToString() != file.Name)
            {
                throw RepositoryException.Damaged(Describe(file), "its content does not have the checksum that is its name");
            }
        }

        return content;
    }

    private static string Describe(FileHandle file) => file.Kind == FileKind.Config ? "The config file" : $"{file.Kind} file {file.Name}";

    private static byte[] Compress(byte[] json)
    {
        using ZstdContext zstd = ZstdContext.Create(DocumentLevel);
        byte[] buffer = new byte[1 + ZstdContext.CompressBound(json.Length)];
        buffer[0] = CompressedJson;
        return buffer[..(1 + zstd.Compress(json, buffer.AsSpan(1)))];
    }

    private byte[] Decode(string what, ReadOnlySpan<byte> encrypted, long maxSize)
    {
        byte[] plaintext = new byte[Math.Max(0, encrypted.Length - BlobCipher.Overhead)];
        if (!cipher.TryOpen(encrypted, plaintext))
        {
            throw RepositoryException.Damaged(what, "its authentication code does not match");
        }

        if (plaintext.Length == 0 || plaintext[0] is (byte)'{' or (byte)'[')
        {
            return plaintext;
        }

        return plaintext[0] == CompressedJson
            ? Decompress(what, plaintext.AsSpan(1), maxSize)
            : throw new RepositoryException(RepositoryErrorKind.Unsupported, $"{what} has an encoding that this Cairn does not know. Use a newer Cairn.");
    }

    private static byte[] Decompress(string what, ReadOnlySpan<byte> compressed, long maxSize)
    {
        // Small frames of restic do not tell their length; this is then the most that their blocks can hold.
        ulong bound = ZstdContext.PlaintextBound(compressed) ?? throw RepositoryException.Damaged(what, "it does not decompress (no valid frame)");

        // A frame that lies, or holds more than allowed, fails with no more memory used than that.
        byte[] json = new byte[Math.Min(bound, (ulong)Math.Min(maxSize, Array.MaxLength))];
        using ZstdContext zstd = ZstdContext.Create(DocumentLevel);
        int written = zstd.TryDecompress(compressed, json, out string fault);
        return written < 0 ? throw RepositoryException.Damaged(what, $"it does not decompress ({fault})")
            : written == json.Length ? json : json[..written];
    }
}
