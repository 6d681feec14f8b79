using ZstdSharp;

namespace Cairn.Restic.Compressing;

/// <summary>
/// Decompresses frames in memory piece by piece, so that a long document needs no memory of its length. By libzstd or, where it is missing, by ZstdSharp.
/// </summary>
internal abstract class ZstdReader : IDisposable
{
    /// <summary>Begins to read frames.</summary>
    public static ZstdReader Create(byte[] buffer, int offset, int length) =>
        NativeZstd.IsAvailable ? new NativeZstdReader(buffer, offset, length) : new Managed(buffer, offset, length);

    /// <summary>Fills the memory as far as there is something, and returns how many bytes; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The frames are damaged or cut off.</exception>
    public abstract int Read(Span<byte> destination);

    /// <inheritdoc/>
    public abstract void Dispose();

    internal sealed class Managed(byte[] buffer, int offset, int length) : ZstdReader
    {
        private readonly DecompressionStream _stream = new(new MemoryStream(buffer, offset, length, writable: false), leaveOpen: false);

        public override int Read(Span<byte> destination)
        {
            try
            {
                return _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            }
            catch (Exception e) when (e is ZstdException or EndOfStreamException)
            {
                throw new InvalidDataException(e.Message, e);
            }
        }

        public override void Dispose() => _stream.Dispose();
    }
}
