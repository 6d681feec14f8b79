using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>What a parallel restore will do; made from the snapshot's companions alone, before the target is touched.</summary>
public sealed class RestorePlan
{
    private RestorePlan(DumpToc toc, ArchiveToc archive, SelectedEntries selection, ParallelRestoreOptions options)
    {
        (Toc, Archive, Options) = (toc, archive, options);
        Selection = selection;
        Entries = [.. toc.Entries.Where(entry => !options.SchemaOnly && IsSelected(entry))];
    }

    /// <summary>The tables whose rows are restored, in the order of the script.</summary>
    public IReadOnlyList<RestorePlanTable> Tables =>
        [.. Entries.Where(entry => entry.Type == "table").Select(entry => new RestorePlanTable(entry.Schema, entry.Name, entry.Rows, entry.Bytes))];

    /// <summary>How many bytes of the script are rows, values and large objects to be restored.</summary>
    public long Bytes => Entries.Sum(entry => entry.Type == "table" ? entry.Bytes : entry.Length);

    /// <summary>How many objects are created before the rows.</summary>
    public int PreDataObjects => Options.DataOnly ? 0 : Archive.Entries.Count(entry => entry.Section == ArchiveSection.PreData && Selection.Contains(entry));

    /// <summary>How many objects (indexes, constraints, triggers) are created behind the rows.</summary>
    public int PostDataObjects => Options.DataOnly ? 0 : Archive.Entries.Count(entry => entry.Section == ArchiveSection.PostData && Selection.Contains(entry));

    /// <summary>The database that was dumped.</summary>
    public string SourceDatabase => Toc.Database;

    /// <summary>The version of the server that was dumped, as it names itself.</summary>
    public string SourceVersion => Toc.ServerVersion;

    /// <summary>How many rows the tables have.</summary>
    public long Rows => Entries.Sum(entry => entry.Rows);

    internal DumpToc Toc { get; }

    internal ArchiveToc Archive { get; }

    internal SelectedEntries Selection { get; }

    internal ParallelRestoreOptions Options { get; }

    /// <summary>The entries of the data section to be restored.</summary>
    internal IReadOnlyList<DumpTocEntry> Entries { get; }

    /// <summary>
    /// Makes a plan. Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when options exclude each other, name something that is not
    /// there, or when a companion is not understood.
    /// </summary>
    /// <param name="toc">The content of toc.json.</param>
    /// <param name="schemaArchive">The content of schema.dump.</param>
    /// <param name="options">What to restore.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RestorePlan> CreateAsync(
        ReadOnlyMemory<byte> toc, byte[] schemaArchive, ParallelRestoreOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { DataOnly: true, SchemaOnly: true } or { DataOnly: true, Clean: true })
        {
            throw PostgresException.Configuration("Rows alone cannot be restored together with the schema alone or with dropping objects.");
        }

        DumpToc parsed = DumpToc.Parse(toc);
        try
        {
            ArchiveToc archive = await ArchiveToc.ReadAsync(new MemoryStream(schemaArchive), cancellationToken)
                ?? throw new ArchiveFormatException("it ends early");
            return new RestorePlan(parsed, archive, new SelectedEntries(archive, options), options);
        }
        catch (ArchiveFormatException e)
        {
            throw PostgresException.Configuration($"The snapshot's schema.dump is not understood: {e.Message}. Restore with --plain.");
        }
    }

    /// <summary>The same plan, with another answer to whether the database is created, and with words for the reports of its steps.</summary>
    internal RestorePlan With(bool create, string stepPrefix) =>
        new(Toc, Archive, Selection, Options with { Create = create, StepPrefix = stepPrefix });

    // Large objects belong to no table and no schema.
    private bool IsSelected(DumpTocEntry entry) => entry.Type == "largeObjects" ? !Options.IsSelective : Selection.Contains(entry);
}
