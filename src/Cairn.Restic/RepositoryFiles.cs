using System.Buffers;
using Cairn.Restic.Compressing;
using Cairn.Restic.Crypto;
using Cairn.Restic.Memory;
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
    public Task<Sha256Id> SaveAsync(FileKind kind, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        SaveAsync(kind, json, named: null, cancellationToken);

    /// <summary>As above, but tells the name before the file is stored: who is cancelled or told of a failure then knows what may be there.</summary>
    public async Task<Sha256Id> SaveAsync(FileKind kind, ReadOnlyMemory<byte> json, Action<Sha256Id>? named, CancellationToken cancellationToken)
    {
        byte[] plaintext = [];
        byte[] encrypted = [];
        try
        {
            bool compress = kind != FileKind.Config && formatVersion() >= 2;
            int length = (compress ? Compress(json.Span, ref plaintext) : json.Length) + BlobCipher.Overhead;
            BufferPool.Ensure(ref encrypted, length);
            Memory<byte> content = encrypted.AsMemory(0, length);
            cipher.Seal(compress ? plaintext.AsSpan(0, length - BlobCipher.Overhead) : json.Span, content.Span);
            ThrowUnlessReadsBack(kind, content.Span, json.Span);
            Sha256Id id = Sha256Id.Hash(content.Span);
            FileHandle file = kind == FileKind.Config ? FileHandle.Config : new FileHandle(kind, id.ToString());
            named?.Invoke(id);
            await backend.SaveAsync(file, new ReadOnlySequence<byte>(content), cancellationToken);
            return id;
        }
        finally
        {
            BufferPool.Return(plaintext);
            BufferPool.Return(encrypted);
        }
    }

    private void ThrowUnlessReadsBack(FileKind kind, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> json)
    {
        byte[] plaintext = BufferPool.Rent(encrypted.Length);
        byte[] read = [];
        try
        {
            int length = Open(kind.ToString(), encrypted, plaintext);
            if (!Unpack(kind.ToString(), plaintext.AsSpan(0, length), long.MaxValue, ref read).SequenceEqual(json))
            {
                throw new RepositoryException(
                    RepositoryErrorKind.VerificationFailed, $"A file of kind {kind} did not read back as it was written; nothing of it was stored.");
            }
        }
        finally
        {
            BufferPool.Return(plaintext);
            BufferPool.Return(read);
        }
    }

    /// <summary>Loads, authenticates and decompresses a document of at most <paramref name="maxSize"/> bytes, before and after decompression.</summary>
    public async Task<byte[]> LoadAsync(FileHandle file, long maxSize, CancellationToken cancellationToken)
    {
        byte[] encrypted = await LoadRawAsync(backend, file, maxSize, cancellationToken);
        return Decode(Describe(file), encrypted, maxSize);
    }

    /// <summary>
    /// Like <see cref="LoadAsync"/>, for large documents that are read token by token: decompressed piece by piece, in memory that is used again. The
    /// file's stored size must be known.
    /// </summary>
    public async Task ReadAsync(FileHandle file, long size, long maxSize, Action<JsonPieces> read, CancellationToken cancellationToken)
    {
        if (size > Math.Min(maxSize, Array.MaxLength))
        {
            throw RepositoryException.Damaged(Describe(file), $"it is {size} bytes long");
        }

        byte[] content = BufferPool.Rent((int)size);
        try
        {
            await LoadRawAsync(file, content.AsMemory(0, (int)size), cancellationToken);
            Read(Describe(file), content, (int)size, maxSize, read);
        }
        finally
        {
            BufferPool.Return(content);
        }
    }

    private void Read(string what, byte[] content, int size, long maxSize, Action<JsonPieces> read)
    {
        // Decrypted where it is: behind the nonce.
        int start = Math.Min(size, BlobCipher.NonceSize);
        int length = Open(what, content.AsSpan(0, size), content.AsSpan(start, Math.Max(0, size - BlobCipher.Overhead)));
        if (IsPlain(what, content.AsSpan(start, length)))
        {
            using JsonPieces plain = new(content.AsMemory(start, length));
            read(plain);
            return;
        }

        using ZstdReader zstd = ZstdReader.Create(content, start + 1, length - 1);
        using JsonPieces pieces = new(zstd, maxSize);
        try
        {
            read(pieces);
        }
        catch (InvalidDataException e)
        {
            throw RepositoryException.Damaged(what, $"it does not decompress ({e.Message})", e);
        }
    }

    /// <summary>Fills the memory with the whole file, and reads it a second time when it does not have the checksum that is its name.</summary>
    private async Task LoadRawAsync(FileHandle file, Memory<byte> content, CancellationToken cancellationToken)
    {
        await backend.LoadAsync(file, 0, content, cancellationToken);
        if (Sha256Id.Hash(content.Span).ToString() != file.Name)
        {
            await backend.LoadAsync(file, 0, content, cancellationToken);
            if (Sha256Id.Hash(content.Span).ToString() != file.Name)
            {
                throw RepositoryException.Damaged(Describe(file), "its content does not have the checksum that is its name");
            }
        }
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

    private static int Compress(ReadOnlySpan<byte> json, ref byte[] plaintext)
    {
        using ZstdContext zstd = ZstdContext.Create(DocumentLevel);
        BufferPool.Ensure(ref plaintext, 1 + ZstdContext.CompressBound(json.Length));
        plaintext[0] = CompressedJson;
        return 1 + zstd.Compress(json, plaintext.AsSpan(1));
    }

    private byte[] Decode(string what, ReadOnlySpan<byte> encrypted, long maxSize)
    {
        byte[] plaintext = new byte[Math.Max(0, encrypted.Length - BlobCipher.Overhead)];
        Open(what, encrypted, plaintext);
        byte[] json = [];
        ReadOnlySpan<byte> document = Unpack(what, plaintext, maxSize, ref json);
        byte[] result = plaintext.AsSpan().Overlaps(document) || plaintext.Length == 0 ? plaintext : document.ToArray();
        BufferPool.Return(json);
        return result;
    }

    private int Open(string what, ReadOnlySpan<byte> encrypted, Span<byte> plaintext)
    {
        int length = Math.Max(0, encrypted.Length - BlobCipher.Overhead);
        return cipher.TryOpen(encrypted, plaintext[..length])
            ? length
            : throw RepositoryException.Damaged(what, "its authentication code does not match");
    }

    private static bool IsPlain(string what, ReadOnlySpan<byte> plaintext)
    {
        bool isPlain = plaintext.Length == 0 || plaintext[0] is (byte)'{' or (byte)'[';
        return isPlain || plaintext[0] == CompressedJson
            ? isPlain
            : throw new RepositoryException(RepositoryErrorKind.Unsupported, $"{what} has an encoding that this Cairn does not know. Use a newer Cairn.");
    }

    /// <summary>Finds the JSON in an opened document; <paramref name="json"/> is exchanged for a pooled buffer when it must be decompressed.</summary>
    private static ReadOnlySpan<byte> Unpack(string what, ReadOnlySpan<byte> plaintext, long maxSize, ref byte[] json)
    {
        if (IsPlain(what, plaintext))
        {
            return plaintext;
        }

        // Small frames of restic do not tell their length; this is then the most that their blocks can hold.
        ReadOnlySpan<byte> compressed = plaintext[1..];
        ulong bound = ZstdContext.PlaintextBound(compressed) ?? throw RepositoryException.Damaged(what, "it does not decompress (no valid frame)");

        // A frame that lies, or holds more than allowed, fails with no more memory used than that.
        int limit = (int)Math.Min(bound, (ulong)Math.Min(maxSize, Array.MaxLength));
        BufferPool.Ensure(ref json, limit);
        using ZstdContext zstd = ZstdContext.Create(DocumentLevel);
        int written = zstd.TryDecompress(compressed, json.AsSpan(0, limit), out string fault);
        return written < 0 ? throw RepositoryException.Damaged(what, $"it does not decompress ({fault})") : json.AsSpan(0, written);
    }
}
