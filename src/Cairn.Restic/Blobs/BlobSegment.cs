using Cairn.Restic.Memory;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Blobs;

/// <summary>The decoded blobs of a <see cref="BlobSegmentPlan"/>, in pooled memory that disposal gives back.</summary>
internal sealed class BlobSegment : IDisposable
{
    private readonly BlobSegmentPlan _plan;
    private readonly byte[][] _plaintexts;

    private BlobSegment(BlobSegmentPlan plan)
    {
        _plan = plan;
        _plaintexts = new byte[plan.Blobs.Count][];
    }

    /// <summary>The contents in the order of the file.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts =>
        _plan.Order.Select(i => (ReadOnlyMemory<byte>)_plaintexts[i].AsMemory(0, (int)_plan.Blobs[i].PlaintextLength));

    /// <summary>Fetches the range and decodes every blob in it.</summary>
    public static async Task<BlobSegment> LoadAsync(ResticRepository repository, BlobSegmentPlan plan, CancellationToken cancellationToken)
    {
        byte[] stored = BufferPool.Rent(plan.Length);
        BlobSegment segment = new(plan);
        try
        {
            await repository.Backend.LoadAsync(plan.Pack.File, plan.Offset, stored.AsMemory(0, plan.Length), cancellationToken);
            segment.Decode(repository, stored);
            return segment;
        }
        catch (RepositoryException e)
        {
            segment.Dispose();
            throw new RepositoryException(e.Kind, $"{e.Message} It is in pack {plan.Pack}.", e);
        }
        finally
        {
            BufferPool.Return(stored);
        }
    }

    public void Dispose()
    {
        foreach (byte[] plaintext in _plaintexts)
        {
            if (plaintext is not null)
            {
                BufferPool.Return(plaintext);
            }
        }
    }

    private void Decode(ResticRepository repository, byte[] stored)
    {
        BlobCodec codec = repository.Codecs.Rent();
        for (int i = 0; i < _plan.Blobs.Count; i++)
        {
            PackedBlob blob = _plan.Blobs[i];
            byte[] plaintext = BufferPool.Rent((int)blob.PlaintextLength);
            codec.Decode(blob.Handle, stored.AsSpan((int)(blob.Offset - _plan.Offset), (int)blob.Length), blob.UncompressedLength, ref plaintext);
            _plaintexts[i] = plaintext;
        }

        repository.Codecs.Return(codec);
    }
}
