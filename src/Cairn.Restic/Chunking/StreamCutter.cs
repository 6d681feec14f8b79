using Cairn.Restic.Blobs;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Chunking;

/// <summary>Reads a stream to its end, cuts it into chunks and gives them to a pipeline. Holds one chunk in memory.</summary>
internal static class StreamCutter
{
    /// <summary>How much is asked for in one read, in bytes: what a pipe can be made to hold.</summary>
    private const int ReadSize = 1024 * 1024;

    /// <summary>Stores the whole stream and returns its length in bytes; the names of its blobs go to <paramref name="content"/>.</summary>
    public static async Task<long> StoreAsync(
        Stream source, Chunker chunker, BlobPipeline pipeline, ContentList content, CancellationToken cancellationToken)
    {
        byte[] buffer = Rent();
        int filled = 0;
        int searched = 0;
        long total = 0;
        while (true)
        {
            int read = await source.ReadAsync(buffer.AsMemory(filled, Math.Min(ReadSize, buffer.Length - filled)), cancellationToken);
            total += read;
            filled += read;
            pipeline.CountBytes(read);
            while (filled > 0 && Cut(chunker, buffer.AsSpan(0, filled), atEnd: read == 0, ref searched) is int length and >= 0)
            {
                // The chunk keeps its buffer; what is behind the cut moves to a new one.
                byte[] next = Rent();
                buffer.AsSpan(length, filled - length).CopyTo(next);
                await pipeline.AddAsync(BlobType.Data, buffer, length, content, content.Reserve());
                (buffer, filled, searched) = (next, filled - length, 0);
            }

            if (read == 0)
            {
                BufferPool.Return(buffer);
                return total;
            }
        }
    }

    private static byte[] Rent() => BufferPool.Rent(Chunker.MaxSize + ReadSize);

    private static int Cut(Chunker chunker, ReadOnlySpan<byte> data, bool atEnd, ref int searched) =>
        atEnd ? chunker.FindLastCut(data, ref searched) : chunker.FindCut(data, ref searched);
}
