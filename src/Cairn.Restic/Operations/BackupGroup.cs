using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;

namespace Cairn.Restic.Operations;

/// <summary>Destinations that cut streams alike, and the pipeline that serves them together.</summary>
internal sealed class BackupGroup : IAsyncDisposable
{
    public BackupGroup(IReadOnlyList<BackupDestination> destinations, CancellationToken cancellationToken)
    {
        Members =
        [
            .. destinations.Select(destination => (destination, new BlobTarget(
                destination.Repository, destination.Progress, cancellationToken, destination.Lock.Lost))),
        ];
        Chunker = destinations[0].Repository.Chunker;
        Pipeline = new BlobPipeline([.. Members.Select(member => member.Target)], cancellationToken);
    }

    /// <summary>The destinations, each with its place in the pipeline.</summary>
    public IReadOnlyList<(BackupDestination Destination, BlobTarget Target)> Members { get; }

    /// <summary>Cuts for all of them.</summary>
    public Chunker Chunker { get; }

    /// <summary>Stores for all of them.</summary>
    public BlobPipeline Pipeline { get; }

    /// <summary>Whether none of them is left.</summary>
    public bool HasFailed => Members.All(member => member.Target.Failure is not null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What is stored without an index would be stored again by the next run. Without the lock nothing may be written.
        await Pipeline.AbandonAsync(target => !Members.First(member => member.Target == target).Destination.Lock.Lost.IsCancellationRequested);
        await Pipeline.DisposeAsync();
    }
}
