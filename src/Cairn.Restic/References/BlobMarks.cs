namespace Cairn.Restic.References;

/// <summary>A bit for each place of the master index, by its number. Marking is safe for concurrent use; growing is not.</summary>
internal sealed class BlobMarks
{
    private long[] _words = [];
    private int _count;

    /// <summary>How many are marked.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Makes room for places up to <paramref name="places"/> - 1.</summary>
    public void Grow(int places) => Array.Resize(ref _words, Math.Max(_words.Length, (places + 63) / 64));

    /// <summary>Marks a place; false when it was marked before.</summary>
    public bool TryMark(int place)
    {
        long bit = 1L << (place & 63);
        bool isNew = (Interlocked.Or(ref _words[place >> 6], bit) & bit) == 0;
        if (isNew)
        {
            Interlocked.Increment(ref _count);
        }

        return isNew;
    }

    /// <summary>Tells whether a place is marked.</summary>
    public bool Contains(int place) => place >> 6 < _words.Length && (_words[place >> 6] & (1L << (place & 63))) != 0;
}
