using System.Runtime.InteropServices;

namespace Cairn.Restic.Compressing;

/// <summary>Zstandard by the system's libzstd.</summary>
internal sealed unsafe class NativeZstdContext(int level) : ZstdContext
{
    private nint _compressor;
    private nint _decompressor;

    ~NativeZstdContext() => Free();

    public override int Compress(ReadOnlySpan<byte> plaintext, Span<byte> frame)
    {
        if (_compressor == 0)
        {
            _compressor = Created(NativeZstd.CreateCompressor());
        }

        fixed (byte* source = plaintext, target = frame)
        {
            nuint length = NativeZstd.Compress(_compressor, target, (nuint)frame.Length, source, (nuint)plaintext.Length, level);
            GC.KeepAlive(this);

            // Compressing into a buffer of the full bound fails only when memory runs out.
            return NativeZstd.IsError(length) == 0 ? (int)length : throw new InsufficientMemoryException($"Zstandard could not compress: {Fault(length)}.");
        }
    }

    public override int TryDecompress(ReadOnlySpan<byte> frame, Span<byte> plaintext, out string fault)
    {
        if (_decompressor == 0)
        {
            _decompressor = Created(NativeZstd.CreateDecompressor());
        }

        fixed (byte* source = frame, target = plaintext)
        {
            nuint length = NativeZstd.Decompress(_decompressor, target, (nuint)plaintext.Length, source, (nuint)frame.Length);
            GC.KeepAlive(this);
            bool failed = NativeZstd.IsError(length) != 0;
            fault = failed ? Fault(length) : "";
            return failed ? -1 : (int)length;
        }
    }

    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static nint Created(nint context) =>
        context != 0 ? context : throw new InsufficientMemoryException("There is not enough memory for a Zstandard context.");

    private static string Fault(nuint code) => Marshal.PtrToStringUTF8((nint)NativeZstd.ErrorName(code)) ?? "unknown";

    private void Free()
    {
        if (_compressor != 0)
        {
            NativeZstd.FreeCompressor(_compressor);
        }

        if (_decompressor != 0)
        {
            NativeZstd.FreeDecompressor(_decompressor);
        }

        (_compressor, _decompressor) = (0, 0);
    }
}
