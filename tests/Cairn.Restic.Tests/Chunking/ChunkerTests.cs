using Cairn.Restic.Chunking;

namespace Cairn.Restic.Tests.Chunking;

public sealed class ChunkerTests
{
    // The polynomial of restic's own chunker tests.
    private static readonly Polynomial Known = new(0x3DA3358B4DC173);

    public static TheoryData<int, int> Inputs => new()
    {
        { 0, 1 }, { Chunker.MinSize - 1, 2 }, { Chunker.MinSize, 3 }, { Chunker.MinSize + 1, 4 }, { 5_000_000, 5 }, { 20_000_000, 6 },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void FindCut_cuts_random_data_where_the_rolling_rule_does(int length, int seed)
    {
        byte[] data = new byte[length];
        new Random(seed).NextBytes(data);
        foreach (Polynomial polynomial in new[] { Known, Polynomial.CreateRandom() })
        {
            Assert.Equal(CutsByRollingRule(data, polynomial), Cuts(data, polynomial, 700_000));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public void FindCut_cuts_periodic_data_where_the_rolling_rule_does(int period)
    {
        byte[] data = new byte[18_000_000];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i % period * 7);
        }

        Assert.Equal(CutsByRollingRule(data, Known), Cuts(data, Known, 1_000_000));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(32 * 1024)]
    [InlineData(3_333_333)]
    public void FindCut_gives_the_same_cuts_however_the_data_arrives(int step)
    {
        byte[] data = new byte[9_000_000];
        new Random(7).NextBytes(data);
        Assert.Equal(Cuts(data, Known, data.Length), Cuts(data, Known, step));
    }

    [Fact]
    public void Polynomial_test_tells_irreducible_from_reducible()
    {
        Assert.True(Known.IsIrreducible());
        Assert.True(new Polynomial(0b111).IsIrreducible());
        Assert.False(new Polynomial(0b101).IsIrreducible());
        Assert.False(new Polynomial(Known.Bits ^ 1).IsIrreducible());
        Assert.Throws<RepositoryException>(() => new Chunker(new Polynomial(Known.Bits ^ 1)));
    }

    private static List<int> Cuts(byte[] data, Polynomial polynomial, int step)
    {
        Chunker chunker = new(polynomial);
        List<int> cuts = [];
        (int start, int available, int searched) = (0, 0, 0);
        while (start < data.Length)
        {
            available = Math.Min(data.Length, available + step);
            ReadOnlySpan<byte> span = data.AsSpan(start, available - start);
            int cut = available == data.Length ? chunker.FindLastCut(span, ref searched) : chunker.FindCut(span, ref searched);
            if (cut >= 0)
            {
                start += cut;
                cuts.Add(start);
                searched = 0;
                available = Math.Max(available - step, start);
            }
        }

        return cuts;
    }

    /// <summary>restic's rule written down byte by byte: a window that rolls from the start of the chunk, with the byte 1 before it.</summary>
    private static List<int> CutsByRollingRule(byte[] data, Polynomial polynomial)
    {
        ulong[] leaving = [.. Enumerable.Range(0, 256).Select(b => Polynomial.ShiftModulo((ulong)b, 8 * 63, polynomial))];
        ulong[] reducing = [.. Enumerable.Range(0, 256).Select(b =>
            Polynomial.ShiftModulo((ulong)b, polynomial.Degree, polynomial) | ((ulong)b << polynomial.Degree))];
        List<int> cuts = [];
        int start = 0;
        while (start < data.Length)
        {
            byte[] window = new byte[64];
            (ulong digest, int position) = (1, 1);
            window[0] = 1;
            int end = Math.Min(data.Length, start + Chunker.MaxSize);
            int i = Math.Min(end, start + Chunker.MinSize - 64);
            for (; i < end; i++)
            {
                digest ^= leaving[window[position]];
                window[position] = data[i];
                position = (position + 1) % 64;
                digest = ((digest << 8) | data[i]) ^ reducing[digest >> (polynomial.Degree - 8)];
                if (i + 1 - start >= Chunker.MinSize && (digest & ((1 << 20) - 1)) == 0)
                {
                    i++;
                    break;
                }
            }

            start = i;
            cuts.Add(start);
        }

        return cuts;
    }
}
