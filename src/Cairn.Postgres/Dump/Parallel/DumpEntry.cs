using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>An entry of the data section, and where it came to lie.</summary>
internal sealed class DumpEntry(ArchiveEntry entry, string type, string schema, string name, int ranges)
{
    private int _rangesDone;

    public ArchiveEntry Archive => entry;

    /// <summary>"table", "sequence" or "largeObjects".</summary>
    public string Type => type;

    /// <summary>The schema's name, for people.</summary>
    public string Schema => schema;

    /// <summary>The object's name, for people.</summary>
    public string Name => name;

    /// <summary>Its first byte.</summary>
    public DumpSpan Start { get; set; }

    /// <summary>Its end: a span without length.</summary>
    public DumpSpan End { get; set; }

    /// <summary>The statement that restores it.</summary>
    public DumpSpan Statement { get; set; }

    /// <summary>Its rows, a span for each range. Different connections fill different places.</summary>
    public DumpSpan[] Ranges { get; } = new DumpSpan[ranges];

    /// <summary>Says that one more range has been read; true for the last of them.</summary>
    public bool CompleteRange() => Interlocked.Increment(ref _rangesDone) == ranges;
}
