using System.Threading.Channels;

namespace Cairn.ControlPlane.Store;

/// <summary>
/// The changes of one resource from a version on: first those of the past, then new ones as they happen. A reader that falls
/// <see cref="Capacity"/> changes behind is cut off, so that it cannot hold the memory of the server; it comes back and resumes.
/// </summary>
internal sealed class ChangeFeed(string? resource, Action<ChangeFeed> closed) : IDisposable
{
    /// <summary>How many changes wait for a slow reader.</summary>
    private const int Capacity = 20_000;

    private readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>The changes in order. It ends when the store closes, or when the reader was too slow.</summary>
    public ChannelReader<Change> Changes => _changes.Reader;

    /// <summary>Whether a change belongs to the feed.</summary>
    public bool Wants(Change change) => resource is null || change.Object.Key.Resource == resource;

    /// <summary>Hands a change over; never waits.</summary>
    public void Offer(Change change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            Close();
        }
    }

    /// <summary>Ends the feed after what is in it.</summary>
    public void Close() => _changes.Writer.TryComplete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        closed(this);
    }
}
