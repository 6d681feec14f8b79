using Cairn.Restic.Indexes;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Blobs;

/// <summary>A run of a file's blobs that one request fetches: neighbours in the file that are near each other in one pack.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Offset">First byte to fetch.</param>
/// <param name="Length">How many bytes to fetch.</param>
/// <param name="Blobs">The different blobs in the range.</param>
/// <param name="Order">The run itself, as numbers into <paramref name="Blobs"/>: a blob may occur several times.</param>
internal sealed record BlobSegmentPlan(PackId Pack, uint Offset, int Length, IReadOnlyList<PackedBlob> Blobs, IReadOnlyList<int> Order)
{
    /// <summary>Bytes between two wanted blobs that are fetched along rather than asked for around; a request costs more than these.</summary>
    private const uint MaxGap = 256 * 1024;

    private const int MaxOrder = 4096;

    /// <summary>Plans the run that starts at place <paramref name="next"/> and moves that place behind it.</summary>
    public static BlobSegmentPlan Create(MasterIndex index, IReadOnlyList<BlobId> blobs, ref int next)
    {
        BlobLocation first = Find(index, blobs[next]);
        List<PackedBlob> distinct = [first.Blob];
        List<int> order = [0];
        long plaintext = first.Blob.PlaintextLength;
        uint start = first.Blob.Offset;
        uint end = start + first.Blob.Length;
        for (next++; next < blobs.Count && order.Count < MaxOrder; next++)
        {
            BlobId id = blobs[next];
            int known = distinct.FindIndex(blob => blob.Handle.Id == id);
            if (known < 0)
            {
                BlobLocation location = Find(index, id);
                plaintext += location.Blob.PlaintextLength;
                if (location.Pack != first.Pack || plaintext > BlobReader.SegmentSize || !IsNear(location.Blob, start, end))
                {
                    break;
                }

                known = distinct.Count;
                distinct.Add(location.Blob);
                start = Math.Min(start, location.Blob.Offset);
                end = Math.Max(end, location.Blob.Offset + location.Blob.Length);
            }

            order.Add(known);
        }

        return new BlobSegmentPlan(first.Pack, start, checked((int)(end - start)), distinct, order);
    }

    private static bool IsNear(PackedBlob blob, uint start, uint end) =>
        blob.Offset <= (ulong)end + MaxGap && (ulong)blob.Offset + blob.Length + MaxGap >= start;

    private static BlobLocation Find(MasterIndex index, BlobId id)
    {
        BlobHandle handle = new(BlobType.Data, id);
        return index.TryFind(handle, out BlobLocation location)
            ? location
            : throw RepositoryException.Damaged($"The {handle}", "no index file lists it");
    }
}
