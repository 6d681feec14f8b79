using System.Text;
using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// Lays out the data section: which part holds which entries, and with which statements their rows are read.
/// </summary>
/// <remarks>
/// Everything here depends on names and, in powers of two, on sizes, never on the number of connections or on the time: that is what makes an
/// unchanged database give the same parts, and a changed one mostly the same.
/// </remarks>
internal sealed class DumpPlan(IReadOnlyDictionary<uint, DumpTable> tables, bool canSplit, long rangeBytes, bool showOwner)
{
    /// <summary>A table up to this size shares its part with its neighbours, in bytes on disk.</summary>
    private const long SmallTable = 256 * 1024;

    private const int MaxGroup = 256;
    private const long MaxGroupBytes = 8 * 1024 * 1024;

    // On average every 32nd name ends a group: a table that comes or goes changes one group and not all behind it.
    private const uint GroupEndMask = 31;

    private readonly List<(IReadOnlyList<DumpStep> Steps, long Bytes)> _parts = [];
    private readonly List<DumpEntry> _entries = [];
    private List<DumpStep> _group = [];
    private long _groupBytes;
    private int _groupEntries;

    /// <summary>The entries of the data section in the order of the script.</summary>
    public IReadOnlyList<DumpEntry> Entries => _entries;

    /// <summary>Whether there are large objects.</summary>
    public bool HasLargeObjects { get; private set; }

    /// <summary>Plans the whole script, or says why it cannot be done. <paramref name="script"/> is what stands around the rows.</summary>
    public (IReadOnlyList<DumpPart>? Parts, string? Refusal) Lay(ArchiveToc toc, ScriptText script)
    {
        Add([new DumpStep { Kind = DumpStepKind.Text, Text = script.BeforeData }], 0);
        ArchiveSection previous = ArchiveSection.PreData;
        foreach (ArchiveEntry entry in toc.Entries)
        {
            if (previous == ArchiveSection.Data && entry.Section == ArchiveSection.None)
            {
                if (!entry.IsOfLargeObject)
                {
                    return (null, "an entry of the archive stands where no entry of its kind should");
                }

                // Since pg_dump 17 it stands behind the large object, and is part of its text or among the privileges at the end.
                continue;
            }

            previous = entry.Section;
            if (entry.Section == ArchiveSection.Data && TryAdd(entry) is { } refusal)
            {
                return (null, refusal);
            }
        }

        EndGroup();
        Add([new DumpStep { Kind = DumpStepKind.Text, Text = script.AfterData }], 0);
        return ([.. _parts.Select((part, number) => new DumpPart(number, part.Steps, part.Bytes))], null);
    }

    private string? TryAdd(ArchiveEntry entry)
    {
        switch (entry.Type)
        {
            case "TABLE DATA":
                return TryAddTable(entry);
            case "SEQUENCE SET":
                AddSequence(entry);
                return null;
            case "BLOBS" or "BLOB METADATA" when !HasLargeObjects || _entries[^1].Type == "largeObjects":
                AddLargeObjects(entry);
                return null;
            default:
                return $"the archive has an entry of the type {entry.Type} among the rows";
        }
    }

    private string? TryAddTable(ArchiveEntry archived)
    {
        if (!tables.TryGetValue(archived.Oid, out DumpTable? table) || CopyStatement.TryParse(archived.CopyStatement) is not { } copy)
        {
            return "the rows of something that is no ordinary table are part of the dump";
        }

        long pages = PagesPerRange(table);
        int ranges = canSplit && table.IsHeap && table.Condition.Length == 0 && copy.Columns.Length > 0
            ? (int)Math.Clamp((table.Pages + pages - 1) / pages, 1, int.MaxValue)
            : 1;
        DumpEntry entry = new(archived, "table", table.Schema, table.Name, ranges);
        _entries.Add(entry);
        DumpStep start = Text(CommentOf(archived, "Data for ") + DefinitionOf(archived) + archived.CopyStatement) with
        {
            Entry = entry,
            Starts = true,
            StatementLength = archived.CopyStatement.Length,
        };
        DumpStep end = Text("\\.\n\n\n") with { Entry = entry, Ends = true };
        if (ranges == 1)
        {
            DumpStep rows = new() { Kind = DumpStepKind.Rows, Text = Bytes(CopyOut(archived, table, copy)), Entry = entry };
            Place(entry, [start, rows, end], table.Bytes);
            return null;
        }

        EndGroup();
        for (int range = 0; range < ranges; range++)
        {
            string sql = CopyRangeOut(archived, copy, range * pages, range == ranges - 1 ? null : (range + 1) * pages);
            DumpStep rows = new() { Kind = DumpStepKind.Rows, Text = Bytes(sql), Entry = entry, Range = range };
            DumpStep[] steps = range == 0 ? [start, rows] : range == ranges - 1 ? [rows, end] : [rows];
            Add(steps, table.Bytes / ranges);
        }

        return null;
    }

    private void AddSequence(ArchiveEntry archived)
    {
        DumpEntry entry = new(archived, "sequence", Shown(archived.Schema), Shown(archived.Tag), 0);
        _entries.Add(entry);
        Place(entry, [Text(CommentOf(archived, "") + DefinitionOf(archived)) with { Entry = entry, Starts = true, Ends = true }], 0);
    }

    private void AddLargeObjects(ArchiveEntry archived)
    {
        // pg_dump 17 makes several entries, of the objects and of their content, and its text holds them all.
        if (HasLargeObjects)
        {
            return;
        }

        HasLargeObjects = true;
        EndGroup();
        DumpEntry entry = new(archived, "largeObjects", "", "", 0);
        _entries.Add(entry);
        Add([new DumpStep { Kind = DumpStepKind.LargeObjects, Entry = entry, Starts = true, Ends = true }], rangeBytes);
    }

    private void Place(DumpEntry entry, DumpStep[] steps, long bytes)
    {
        if (bytes > SmallTable)
        {
            EndGroup();
            Add(steps, bytes);
            return;
        }

        _group.AddRange(steps);
        _groupBytes += bytes;
        _groupEntries++;
        if ((Hash(entry.Archive) & GroupEndMask) == 0 || _groupEntries == MaxGroup || _groupBytes > MaxGroupBytes)
        {
            EndGroup();
        }
    }

    private void EndGroup()
    {
        if (_group.Count > 0)
        {
            Add(_group, _groupBytes);
            (_group, _groupBytes, _groupEntries) = ([], 0, 0);
        }
    }

    private void Add(IReadOnlyList<DumpStep> steps, long bytes) => _parts.Add((steps, bytes));

    /// <summary>A power of two, so that it changes only when rows change their size a lot. Rows stored out of line count as well.</summary>
    private long PagesPerRange(DumpTable table)
    {
        long bytesPerPage = Math.Max(1, table.Bytes / Math.Max(1, table.Pages));
        return (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, (rangeBytes / bytesPerPage / 2) + 1));
    }

    private static string CopyOut(ArchiveEntry entry, DumpTable table, CopyStatement copy)
    {
        // What pg_dump itself sends, in both cases. The condition is the extension's own text.
        string columns = copy.Columns.Length == 0 ? "" : $" ({copy.Columns})";
        return table.Condition.Length == 0
            ? $"COPY {NameOf(entry)}{columns} TO STDOUT"
            : $"COPY (SELECT {(copy.Columns.Length == 0 ? "*" : copy.Columns)} FROM {NameOf(entry)} {table.Condition}) TO STDOUT";
    }

    private static string CopyRangeOut(ArchiveEntry entry, CopyStatement copy, long firstPage, long? endPage)
    {
        string end = endPage is null ? "" : $" AND ctid < '({endPage},0)'::pg_catalog.tid";
        return $"COPY (SELECT {copy.Columns} FROM ONLY {NameOf(entry)} WHERE ctid >= '({firstPage},0)'::pg_catalog.tid{end}) TO STDOUT";
    }

    /// <summary>The table's own name; that of the statement may be its partition root's.</summary>
    internal static string NameOf(ArchiveEntry entry) => $"{Quote(entry.Schema)}.{Quote(entry.Tag)}";

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string CommentOf(ArchiveEntry entry, string prefix) =>
        $"--\n-- {prefix}Name: {OneLine(entry.Tag)}; Type: {entry.Type}; Schema: {OrDash(entry.Schema)}; "
        + $"Owner: {OrDash(showOwner ? entry.Owner : "")}\n--\n\n";

    // For rows it is at most a comment, which names the root of partitions that are loaded through it.
    private static string DefinitionOf(ArchiveEntry entry) => entry.Definition.Length == 0 ? "" : entry.Definition + "\n\n";

    private static string OrDash(string text) => text.Length == 0 ? "-" : OneLine(text);

    private static string OneLine(string text) => text.Replace('\n', ' ').Replace('\r', ' ');

    private static DumpStep Text(string text) => new() { Kind = DumpStepKind.Text, Text = Bytes(text) };

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Shown(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    // FNV-1a: the same in every run and on every machine.
    private static uint Hash(ArchiveEntry entry)
    {
        uint hash = 2166136261;
        foreach (char c in $"{entry.Type}.{entry.Schema}.{entry.Tag}")
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
