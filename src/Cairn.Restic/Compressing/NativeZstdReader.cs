using System.Runtime.InteropServices;

namespace Cairn.Restic.Compressing;

/// <summary>Reading by the system's libzstd.</summary>
internal sealed unsafe class NativeZstdReader(byte[] buffer, int offset, int length) : ZstdReader
{
    private nint _context = NativeZstd.CreateDecompressor();
    private nuint _position;
    private bool _insideFrame;

    ~NativeZstdReader() => Free();

    public override int Read(Span<byte> destination)
    {
        if (_context == 0)
        {
            throw new InsufficientMemoryException("There is not enough memory for a Zstandard context.");
        }

        fixed (byte* source = buffer, target = destination)
        {
            Piece input = new(source + offset, (nuint)length, _position);
            Piece output = new(target, (nuint)destination.Length, 0);
            while (output.Position < output.Size && (_insideFrame || input.Position < input.Size))
            {
                nuint before = output.Position;
                nuint left = NativeZstd.DecompressStream(_context, &output, &input);
                if (NativeZstd.IsError(left) != 0)
                {
                    throw new InvalidDataException(Marshal.PtrToStringUTF8((nint)NativeZstd.ErrorName(left)));
                }

                _insideFrame = left != 0;
                if (_insideFrame && input.Position == input.Size && output.Position == before)
                {
                    throw new InvalidDataException("the last frame is cut off");
                }
            }

            GC.KeepAlive(this);
            _position = input.Position;
            return (int)output.Position;
        }
    }

    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_context != 0)
        {
            NativeZstd.FreeDecompressor(_context);
            _context = 0;
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    private readonly struct Piece(byte* start, nuint size, nuint position)
    {
        public readonly byte* Start = start;
        public readonly nuint Size = size;
        public readonly nuint Position = position;
    }
}
