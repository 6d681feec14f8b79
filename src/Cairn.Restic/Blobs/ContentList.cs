namespace Cairn.Restic.Blobs;

/// <summary>
/// The blobs of one file in the order of the file. Places are handed out while the stream is cut, and filled by whichever worker is done, in any order.
/// </summary>
internal sealed class ContentList
{
    private readonly Lock _lock = new();
    private readonly List<BlobId> _blobs = [];

    /// <summary>Adds a place at the end and returns its number.</summary>
    public int Reserve()
    {
        lock (_lock)
        {
            _blobs.Add(default);
            return _blobs.Count - 1;
        }
    }

    /// <summary>Fills a place.</summary>
    public void Set(int place, BlobId blob)
    {
        lock (_lock)
        {
            _blobs[place] = blob;
        }
    }

    /// <summary>The finished list; to be called when every place has been filled.</summary>
    public IReadOnlyList<BlobId> ToList()
    {
        lock (_lock)
        {
            return [.. _blobs];
        }
    }
}
