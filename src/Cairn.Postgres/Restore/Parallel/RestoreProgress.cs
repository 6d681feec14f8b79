using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>What has been restored so far, for the message of a restore that failed. Safe for several threads.</summary>
internal sealed class RestoreProgress(RestorePlan plan, WorkProgress? watcher)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DumpTocEntry, (int Ranges, long Rows)> _tables = [];

    public bool PreDataDone { get; set; }

    public bool OthersDone { get; set; }

    public long Rows
    {
        get
        {
            lock (_lock)
            {
                return _tables.Values.Sum(table => table.Rows);
            }
        }
    }

    public int CompleteTables
    {
        get
        {
            lock (_lock)
            {
                return _tables.Count(table => table.Value.Ranges == table.Key.Ranges.Count);
            }
        }
    }

    public void Add(DumpTocEntry table, long rows)
    {
        lock (_lock)
        {
            (int ranges, long before) = _tables.GetValueOrDefault(table);
            _tables[table] = (ranges + 1, before + rows);
            if (ranges + 1 == table.Ranges.Count)
            {
                watcher?.AddTable();
            }
        }
    }

    /// <summary>A sentence or two for whoever has to decide what to do next.</summary>
    public string Describe()
    {
        int all = plan.Tables.Count;
        string rows = all == 0 ? "" : $" the rows of {CompleteTables} of {all} tables,";
        string schema = plan.Options.DataOnly ? ""
            : PreDataDone ? " the tables and other objects that come before rows,"
            : " (in part) what comes before rows,";
        string others = OthersDone ? " sequence values and large objects," : "";
        return $"Restored until then:{schema}{rows}{others} and nothing after it. "
            + (plan.Options.DataOnly ? "Empty the tables before it is tried again." : "With --clean --if-exists it can be run again.");
    }
}
