namespace Cairn.Restic.Compressing;

/// <summary>
/// Compresses and decompresses Zstandard frames. The system's libzstd is used where there is one (Debian's packages of PostgreSQL bring it), because
/// it needs a tenth less time and nothing has to be compiled at start-up; otherwise ZstdSharp, the same code in C#. Their frames are
/// interchangeable. One object serves one thread at a time.
/// </summary>
internal abstract class ZstdContext : IDisposable
{
    /// <summary>Makes a context; the level matters for compressing only.</summary>
    public static ZstdContext Create(int level) => NativeZstd.IsAvailable ? new NativeZstdContext(level) : new ManagedZstdContext(level);

    /// <summary>The most bytes that compressing <paramref name="length"/> bytes can give.</summary>
    public static int CompressBound(int length) => ZstdSharp.Compressor.GetCompressBound(length);

    /// <summary>
    /// The most bytes that frames can decompress to: the plaintext's length where their headers tell it, otherwise the sum of what their blocks
    /// may hold at most. Null when they are not valid.
    /// </summary>
    public static ulong? PlaintextBound(ReadOnlySpan<byte> frame)
    {
        try
        {
            return ZstdSharp.Decompressor.GetDecompressedSize(frame);
        }
        catch (ZstdSharp.ZstdException)
        {
            return null;
        }
    }

    /// <summary>Compresses into one frame that tells its plaintext's length, and returns the frame's length.</summary>
    public abstract int Compress(ReadOnlySpan<byte> plaintext, Span<byte> frame);

    /// <summary>
    /// Decompresses frames that fit into <paramref name="plaintext"/> and returns how many bytes were written. On any fault it returns -1
    /// and <paramref name="fault"/> says which.
    /// </summary>
    public abstract int TryDecompress(ReadOnlySpan<byte> frame, Span<byte> plaintext, out string fault);

    /// <inheritdoc/>
    public abstract void Dispose();
}
