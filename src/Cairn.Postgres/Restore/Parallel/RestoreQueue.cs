namespace Cairn.Postgres.Restore.Parallel;

/// <summary>
/// Which rows are loaded next. Connections load different tables as long as there are enough of them: a table that one connection loads keeps
/// the order of its rows, and its file grows in one place. Then they help each other with what is left. Safe for several threads.
/// </summary>
internal sealed class RestoreQueue(IEnumerable<DumpTocEntry> tables)
{
    private const long SmallTable = 1024 * 1024;

    private readonly Lock _lock = new();

    // Large tables first, so that no connection is left alone with one at the end; small ones as they lie in the script, side by side.
    private readonly List<Item> _items =
        [.. tables.OrderByDescending(table => table.Bytes > SmallTable ? table.Bytes : 0).Select(table => new Item(table))];

    private Dictionary<DumpTocEntry, Item>? _index;
    private int _done;

    private Dictionary<DumpTocEntry, Item> ByTable => _index ??= _items.ToDictionary(item => item.Table);

    /// <summary>Takes the next range; <paramref name="current"/> is the table that the connection has been loading.</summary>
    public (DumpTocEntry Table, int Range)? Take(DumpTocEntry? current)
    {
        lock (_lock)
        {
            Item? own = current is null ? null : ByTable[current];
            if (own is not null)
            {
                own.Users--;
            }

            // Finished tables gather at the start, as all are taken in this order.
            while (_done < _items.Count && !_items[_done].HasMore)
            {
                _done++;
            }

            Item? next = own is { HasMore: true } ? own : Unused() ?? _items.Skip(_done).Where(item => item.HasMore).MinBy(item => item.Users);
            if (next is null)
            {
                return null;
            }

            next.Users++;
            return (next.Table, next.Next++);
        }
    }

    private Item? Unused() => _items.Skip(_done).FirstOrDefault(item => item is { Users: 0, HasMore: true });

    private sealed class Item(DumpTocEntry table)
    {
        public DumpTocEntry Table => table;

        public int Users { get; set; }

        public int Next { get; set; }

        public bool HasMore => Next < table.Ranges.Count;
    }
}
