using Cairn.Restic.Compressing;
using Cairn.Restic.Memory;

namespace Cairn.Restic;

/// <summary>A JSON document in memory or, where it is compressed, in pieces of which one is in memory at a time.</summary>
internal sealed class JsonPieces : IDisposable
{
    private const int PieceSize = 64 * 1024;

    private readonly ZstdReader? _source;
    private readonly long _maxSize;
    private readonly byte[] _buffer = [];
    private long _total;

    /// <summary>A document in one piece.</summary>
    public JsonPieces(ReadOnlyMemory<byte> document) => Current = document;

    /// <summary>A compressed document, which may have <paramref name="maxSize"/> bytes.</summary>
    public JsonPieces(ZstdReader source, long maxSize)
    {
        (_source, _maxSize) = (source, maxSize);
        _buffer = BufferPool.Rent(PieceSize);
        _ = Advance(0);
    }

    /// <summary>The piece at hand.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Whether nothing follows.</summary>
    public bool IsLast { get; private set; } = true;

    /// <summary>
    /// Goes on: what was not consumed of the piece stands at the beginning of the next one. False when there is no room, because a single token is longer
    /// than a piece, which no valid document has.
    /// </summary>
    public bool Advance(int consumed)
    {
        int left = Current.Length - consumed;
        if (_source is null || left == _buffer.Length)
        {
            return false;
        }

        Current.Span[consumed..].CopyTo(_buffer);
        int read = _source.Read(_buffer.AsSpan(left));
        _total += read;
        if (_total > _maxSize)
        {
            throw new InvalidDataException($"it has more than {_maxSize} bytes");
        }

        IsLast = read < _buffer.Length - left;
        Current = _buffer.AsMemory(0, left + read);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => BufferPool.Return(_buffer);
}
