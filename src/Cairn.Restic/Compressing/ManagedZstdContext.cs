using ZstdSharp;

namespace Cairn.Restic.Compressing;

/// <summary>Zstandard by ZstdSharp.</summary>
internal sealed class ManagedZstdContext(int level) : ZstdContext
{
    private readonly Decompressor _decompressor = new();
    private Compressor? _compressor;

    public override int Compress(ReadOnlySpan<byte> plaintext, Span<byte> frame) => (_compressor ??= new Compressor(level)).Wrap(plaintext, frame);

    public override int TryDecompress(ReadOnlySpan<byte> frame, Span<byte> plaintext, out string fault)
    {
        try
        {
            fault = "";
            return _decompressor.Unwrap(frame, plaintext);
        }
        catch (ZstdException e)
        {
            fault = e.Message;
            return -1;
        }
    }

    public override void Dispose()
    {
        _compressor?.Dispose();
        _decompressor.Dispose();
    }
}
