using Cairn.Restic.Blobs;
using Cairn.Restic.Memory;

namespace Cairn.Restic.Packs;

/// <summary>
/// Reads many blobs of one pack with few requests: neighbours are fetched together, in ranges of bounded size. Each blob is decoded and compared
/// with its name before it is handed on.
/// </summary>
internal sealed class PackRangeReader(ResticRepository repository)
{
    /// <summary>Bytes between two wanted blobs that are fetched along rather than asked for around; a request costs more than these.</summary>
    private const uint MaxGap = 256 * 1024;

    /// <summary>A range ends after so many bytes, unless a single blob is longer. This bounds the memory of a reader.</summary>
    private const uint MaxRange = 4 * 1024 * 1024;

    /// <summary>
    /// Reads <paramref name="blobs"/>, in the order of their offsets, and awaits <paramref name="onBlob"/> for each with its stored and its plain form,
    /// which are valid during the call only.
    /// </summary>
    public async Task ReadAsync(
        PackId pack,
        IReadOnlyList<PackedBlob> blobs,
        Func<PackedBlob, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, ValueTask> onBlob,
        CancellationToken cancellationToken)
    {
        BlobCodec codec = repository.Codecs.Rent();
        byte[] stored = [];
        byte[] plaintext = [];
        try
        {
            for (int next = 0; next < blobs.Count;)
            {
                int end = EndOfRange(blobs, next);
                uint start = blobs[next].Offset;
                int length = checked((int)(blobs[end - 1].Offset + blobs[end - 1].Length - start));
                BufferPool.Ensure(ref stored, length);
                await repository.Backend.LoadAsync(pack.File, start, stored.AsMemory(0, length), cancellationToken);
                for (; next < end; next++)
                {
                    PackedBlob blob = blobs[next];
                    ReadOnlyMemory<byte> bytes = stored.AsMemory((int)(blob.Offset - start), (int)blob.Length);
                    int plaintextLength = Decode(codec, pack, blob, bytes.Span, ref plaintext);
                    await onBlob(blob, bytes, plaintext.AsMemory(0, plaintextLength));
                }
            }
        }
        finally
        {
            repository.Codecs.Return(codec);
            BufferPool.Return(stored);
            BufferPool.Return(plaintext);
        }
    }

    private static int EndOfRange(IReadOnlyList<PackedBlob> blobs, int start)
    {
        int end = start + 1;
        while (end < blobs.Count
            && blobs[end].Offset - (blobs[end - 1].Offset + blobs[end - 1].Length) <= MaxGap
            && blobs[end].Offset + blobs[end].Length - blobs[start].Offset <= MaxRange)
        {
            end++;
        }

        return end;
    }

    private static int Decode(BlobCodec codec, PackId pack, PackedBlob blob, ReadOnlySpan<byte> stored, ref byte[] plaintext)
    {
        try
        {
            return codec.Decode(blob.Handle, stored, blob.UncompressedLength, ref plaintext);
        }
        catch (RepositoryException e)
        {
            throw new RepositoryException(e.Kind, $"{e.Message} It is in pack {pack}.", e);
        }
    }
}
