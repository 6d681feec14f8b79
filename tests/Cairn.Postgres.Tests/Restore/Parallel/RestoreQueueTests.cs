using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Tests.Restore.Parallel;

public sealed class RestoreQueueTests
{
    [Fact]
    public void Connections_load_different_tables_before_they_help_each_other()
    {
        RestoreQueue queue = new([Table("a", 3), Table("b", 2)]);
        (DumpTocEntry first, int r1) = queue.Take(null)!.Value;
        (DumpTocEntry second, int r2) = queue.Take(null)!.Value;
        Assert.Equal([("a", 0), ("b", 0)], [(first.Name, r1), (second.Name, r2)]);
        Assert.Equal(("b", 1), Named(queue.Take(second)));
        Assert.Equal(("a", 1), Named(queue.Take(second)));
        Assert.Equal(("a", 2), Named(queue.Take(first)));
        Assert.Null(queue.Take(first));
    }

    [Fact]
    public void Large_tables_come_first_and_small_ones_in_the_order_of_the_script()
    {
        RestoreQueue queue = new([Table("s1", 1, 10), Table("s2", 1, 20), Table("large", 1), Table("s3", 1, 5)]);
        List<string> names = [];
        DumpTocEntry? current = null;
        while (queue.Take(current) is (DumpTocEntry table, _))
        {
            names.Add(table.Name);
            current = table;
        }

        Assert.Equal(["large", "s1", "s2", "s3"], names);
    }

    private static (string, int) Named((DumpTocEntry Table, int Range)? taken) => (taken!.Value.Table.Name, taken.Value.Range);

    private static DumpTocEntry Table(string name, int ranges, long bytesPerRange = 64 * 1024 * 1024) => new()
    {
        Type = "table",
        ObjectDumpId = 1,
        Schema = "public",
        Name = name,
        Offset = 0,
        Length = 0,
        Rows = 0,
        Bytes = ranges * bytesPerRange,
        StatementOffset = 0,
        StatementLength = 0,
        Ranges = [.. Enumerable.Range(0, ranges).Select(i => new DumpTocRange(i, 1, 1))],
    };
}
