namespace Cairn.Testing.Soak;

/// <summary>
/// Streams that are alike in part, as the dumps of one database on several days are: each is put together from a few pieces that come again and
/// again, and a tail of its own. The same seed gives the same streams.
/// </summary>
public sealed class SoakData
{
    private const int Pieces = 8;
    private readonly byte[][] _pieces;

    /// <summary>Makes the pieces.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="pieceSize">The largest size of a piece, in bytes.</param>
    public SoakData(int seed, int pieceSize)
    {
#pragma warning disable CA5394 // Repeatable test data, not secrets.
        Random random = new(seed);
        _pieces = [.. Enumerable.Range(0, Pieces).Select(_ => Piece(random, random.Next(1, pieceSize)))];
    }

    /// <summary>One stream, chosen by the numbers that <paramref name="random"/> gives.</summary>
    public byte[] Next(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        IEnumerable<byte> stream = Enumerable.Range(0, random.Next(0, Pieces)).SelectMany(_ => _pieces[random.Next(Pieces)]);
        return [.. stream, .. Piece(random, random.Next(0, 50_000))];
    }

    /// <summary>Every second piece is of few letters, so that compression has something to do.</summary>
    private static byte[] Piece(Random random, int length)
    {
        byte[] piece = new byte[length];
        random.NextBytes(piece);
        if (random.Next(2) == 0)
        {
            for (int i = 0; i < length; i++)
            {
                piece[i] = (byte)('a' + (piece[i] & 7));
            }
        }
#pragma warning restore CA5394

        return piece;
    }
}
