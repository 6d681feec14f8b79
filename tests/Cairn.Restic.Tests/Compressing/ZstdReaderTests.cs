using System.Text;
using Cairn.Restic.Compressing;
using Cairn.Restic.Indexes;

namespace Cairn.Restic.Tests.Compressing;

public sealed class ZstdReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_gives_both_frames_in_pieces_and_then_the_end(bool managed)
    {
        byte[] content = new byte[700_000];
        new Random(7).NextBytes(content.AsSpan(0, 300_000));
        byte[] frames = [0, .. Compress(content.AsSpan(0, 500_000)), .. Compress(content.AsSpan(500_000))];
        using ZstdReader reader = Create(managed, frames, 1, frames.Length - 1);
        List<byte> read = [];
        byte[] piece = new byte[65_536];
        while (reader.Read(piece) is var count && count > 0)
        {
            read.AddRange(piece[..count]);
        }

        Assert.Equal(content, read);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_of_a_frame_that_is_cut_off_fails(bool managed)
    {
        byte[] frame = Compress(new byte[100_000]);
        using ZstdReader reader = Create(managed, frame, 0, frame.Length - 1);
        Assert.Throws<InvalidDataException>(() => reader.Read(new byte[200_000]));
    }

    [Fact]
    public void Index_with_a_value_longer_than_a_piece_is_damaged()
    {
        byte[] frame = Compress(Encoding.UTF8.GetBytes($"{{\"packs\":[],\"other\":\"{new string('a', 200_000)}\"}}"));
        using ZstdReader reader = ZstdReader.Create(frame, 0, frame.Length);
        using JsonPieces pieces = new(reader, 1 << 20);
        RepositoryException e = Assert.Throws<RepositoryException>(() => IndexFile.Decode(default, pieces, (_, _) => { }));
        Assert.Equal(RepositoryErrorKind.Damaged, e.Kind);
    }

    [Fact]
    public void Index_with_properties_of_other_programs_is_read()
    {
        string json = "{\"a\":[1,{\"b\":[2]}],\"c\":{\"d\":{}},\"packs\":[],\"e\":null}";
        using JsonPieces pieces = new(Encoding.UTF8.GetBytes(json));
        int packs = 0;
        IndexFile.Decode(default, pieces, (_, _) => packs++);
        Assert.Equal(0, packs);
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using ZstdContext zstd = ZstdContext.Create(1);
        byte[] frame = new byte[ZstdContext.CompressBound(content.Length)];
        return frame[..zstd.Compress(content, frame)];
    }

    private static ZstdReader Create(bool managed, byte[] buffer, int offset, int length) =>
        managed ? new ZstdReader.Managed(buffer, offset, length) : ZstdReader.Create(buffer, offset, length);
}
