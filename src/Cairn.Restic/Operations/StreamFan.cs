using Cairn.Restic.Memory;

namespace Cairn.Restic.Operations;

/// <summary>Reads a stream once and gives the same bytes to several readers, as fast as the slowest of them takes them.</summary>
internal sealed class StreamFan(Stream source, int branches)
{
    private const int BlockSize = 1024 * 1024;

    /// <summary>The readers.</summary>
    public IReadOnlyList<StreamFanBranch> Branches { get; } = [.. Enumerable.Range(0, branches).Select(_ => new StreamFanBranch())];

    /// <summary>Reads the source to its end and returns its length. When all readers have left, it ends early.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        byte[] block = BufferPool.Rent(BlockSize);
        long total = 0;
        try
        {
            int read;
            while ((read = await source.ReadAsync(block.AsMemory(0, BlockSize), cancellationToken)) > 0 && Branches.Any(branch => !branch.HasLeft))
            {
                total += read;
                foreach (StreamFanBranch branch in Branches)
                {
                    await branch.OfferAsync(block.AsMemory(0, read), cancellationToken);
                }
            }

            foreach (StreamFanBranch branch in Branches)
            {
                branch.End(null);
            }

            return total;
        }
        catch (Exception e)
        {
            // A reader must not take the failure of the source for its end.
            foreach (StreamFanBranch branch in Branches)
            {
                branch.End(e);
            }

            throw;
        }
        finally
        {
            BufferPool.Return(block);
        }
    }
}
