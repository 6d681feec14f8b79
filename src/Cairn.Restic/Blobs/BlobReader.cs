using System.Threading.Channels;

namespace Cairn.Restic.Blobs;

/// <summary>
/// Reads long lists of blobs in order. Neighbours in the same pack are fetched by one ranged request, several requests are under way ahead of
/// the reader, and blobs are decoded in parallel. Memory is bounded by a few segments of about <see cref="SegmentSize"/>.
/// </summary>
public sealed class BlobReader(ResticRepository repository)
{
    /// <summary>How much plaintext a segment covers, in bytes, unless a single blob is larger.</summary>
    internal const int SegmentSize = 8 * 1024 * 1024;

    /// <summary>Writes the contents of data blobs, one behind the other, to <paramref name="destination"/>.</summary>
    public Task CopyToAsync(IReadOnlyList<BlobId> blobs, Stream destination, TransferProgress progress, CancellationToken cancellationToken) =>
        CopyToAsync(blobs, destination, progress, Math.Clamp(repository.Backend.Connections, 2, 4), cancellationToken);

    /// <summary>As the other, with the number of segments that are under way or waiting at a time: what bounds the memory.</summary>
    internal async Task CopyToAsync(
        IReadOnlyList<BlobId> blobs, Stream destination, TransferProgress progress, int ahead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(progress);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<Task<BlobSegment>> segments = Channel.CreateBounded<Task<BlobSegment>>(ahead - 1);
        Task fetching = FetchAsync(blobs, segments.Writer, stop.Token);
        try
        {
            await foreach (Task<BlobSegment> fetch in segments.Reader.ReadAllAsync(stop.Token))
            {
                using BlobSegment segment = await fetch;
                foreach (ReadOnlyMemory<byte> part in segment.Parts)
                {
                    await destination.WriteAsync(part, stop.Token);
                    progress.AddBytes(part.Length);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await fetching;
            while (segments.Reader.TryRead(out Task<BlobSegment>? fetch))
            {
                await AbandonAsync(fetch);
            }
        }
    }

    private async Task FetchAsync(IReadOnlyList<BlobId> blobs, ChannelWriter<Task<BlobSegment>> segments, CancellationToken cancellationToken)
    {
        try
        {
            int next = 0;
            while (next < blobs.Count)
            {
                BlobSegmentPlan plan = BlobSegmentPlan.Create(repository.Index, blobs, ref next);
                await segments.WaitToWriteAsync(cancellationToken);
                await segments.WriteAsync(Task.Run(() => BlobSegment.LoadAsync(repository, plan, cancellationToken), cancellationToken), cancellationToken);
            }

            segments.TryComplete();
        }
        catch (OperationCanceledException)
        {
            segments.TryComplete();
        }
        catch (RepositoryException e)
        {
            segments.TryComplete(e);
        }
    }

    private static async Task AbandonAsync(Task<BlobSegment> fetch)
    {
        try
        {
            (await fetch).Dispose();
        }
#pragma warning disable CA1031 // The segment is not wanted any more, and neither is the reason why it failed.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
