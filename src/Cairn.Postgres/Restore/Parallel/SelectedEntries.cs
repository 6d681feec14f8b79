using System.Text;
using Cairn.Postgres.Archives;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>
/// Which entries of a schema's archive a selection means: the objects that were named and what belongs to them, as indexes, constraints, defaults,
/// triggers and privileges do. What they merely use, such as types and functions, has to be there already.
/// </summary>
internal sealed class SelectedEntries
{
    private static readonly HashSet<string> Relations =
        ["TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE"];

    // What belongs to a relation when it depends on it.
    private static readonly HashSet<string> Belongings =
    [
        "DEFAULT", "CONSTRAINT", "CHECK CONSTRAINT", "INDEX", "TRIGGER", "RULE", "POLICY", "ROW SECURITY", "STATISTICS",
        "MATERIALIZED VIEW DATA", "SEQUENCE", "SEQUENCE OWNED BY", "EVENT TRIGGER",
    ];

    // What ties relations together: only when all of them are selected.
    private static readonly HashSet<string> Ties = ["FK CONSTRAINT", "INDEX ATTACH", "TABLE ATTACH", "PUBLICATION TABLE"];

    private readonly Dictionary<int, ArchiveEntry> _byId;
    private readonly HashSet<int> _selected = [];
    private readonly bool _isAll;

    public SelectedEntries(ArchiveToc toc, ParallelRestoreOptions options)
    {
        _byId = toc.Entries.ToDictionary(entry => entry.DumpId);
        _isAll = !options.IsSelective;
        if (_isAll)
        {
            return;
        }

        SelectNamed(toc, options);
        if (options.Tables.Count > 0 || options.ExcludedTables.Count > 0)
        {
            // Each round may find what belongs to something of the round before.
            int before;
            do
            {
                before = _selected.Count;
                SelectBelongings(toc, options);
            }
            while (_selected.Count > before);
        }

        foreach (ArchiveEntry entry in toc.Entries.Where(entry => Ties.Contains(entry.Type) && Known(entry).All(IsSelected)))
        {
            _selected.Add(entry.DumpId);
        }

        foreach (ArchiveEntry entry in toc.Entries.Where(entry => entry.Section == ArchiveSection.None && Known(entry).Any(IsSelected)))
        {
            _selected.Add(entry.DumpId);
        }
    }

    /// <summary>Whether an entry of the archive is to be restored. Entries that say how to read the others always are.</summary>
    public bool Contains(ArchiveEntry entry) =>
        _isAll || entry.Type is "ENCODING" or "STDSTRINGS" or "SEARCHPATH" || _selected.Contains(entry.DumpId);

    /// <summary>Whether the rows or the value of an object are to be restored.</summary>
    public bool Contains(DumpTocEntry entry) => _isAll || _selected.Contains(entry.ObjectDumpId);

    /// <summary>A text of the archive as it is shown; exact for dumps in UTF-8 and for plain letters in all others.</summary>
    public static string Shown(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    private bool IsSelected(ArchiveEntry entry) => _selected.Contains(entry.DumpId);

    private IEnumerable<ArchiveEntry> Known(ArchiveEntry entry) => entry.Dependencies.Where(_byId.ContainsKey).Select(id => _byId[id]);

    private void SelectNamed(ArchiveToc toc, ParallelRestoreOptions options)
    {
        NamePattern[] wanted = [.. options.Tables.Select(table => new NamePattern(table))];
        NamePattern[] unwanted = [.. options.ExcludedTables.Select(table => new NamePattern(table))];
        HashSet<NamePattern> found = [];
        foreach (ArchiveEntry entry in toc.Entries.Where(entry => entry.Section is ArchiveSection.PreData or ArchiveSection.PostData))
        {
            (string schema, string name) = (Shown(entry.Schema), Shown(entry.Tag));
            bool isRelation = Relations.Contains(entry.Type);
            NamePattern[] matches = isRelation ? [.. wanted.Where(pattern => pattern.Matches(schema, name))] : [];
            found.UnionWith(matches);
            bool isSelected = IsInSchemas(entry, options)
                && (wanted.Length == 0 || matches.Length > 0)
                && !(isRelation && unwanted.Any(pattern => pattern.Matches(schema, name)))
                && !(unwanted.Length > 0 && BelongsToRelation(entry));
            if (isSelected && !Ties.Contains(entry.Type))
            {
                _selected.Add(entry.DumpId);
            }
        }

        if (wanted.FirstOrDefault(pattern => !found.Contains(pattern)) is { } missing)
        {
            throw PostgresException.Configuration($"The snapshot has no table, view or sequence '{missing.Text}'.");
        }
    }

    private static bool IsInSchemas(ArchiveEntry entry, ParallelRestoreOptions options) => options.Schemas.Count == 0
        || options.Schemas.Any(schema => NamePattern.MatchesName(schema, Shown(entry.Type == "SCHEMA" ? entry.Tag : entry.Schema)));

    private bool BelongsToRelation(ArchiveEntry entry) =>
        Belongings.Contains(entry.Type) && Known(entry).Any(other => Relations.Contains(other.Type));

    private void SelectBelongings(ArchiveToc toc, ParallelRestoreOptions options)
    {
        NamePattern[] unwanted = [.. options.ExcludedTables.Select(table => new NamePattern(table))];
        foreach (ArchiveEntry entry in toc.Entries.Where(entry => Belongings.Contains(entry.Type) && !IsSelected(entry)))
        {
            bool isUnwanted = Relations.Contains(entry.Type) && unwanted.Any(pattern => pattern.Matches(Shown(entry.Schema), Shown(entry.Tag)));
            if (!isUnwanted && Known(entry).Any(other => IsSelected(other) && Relations.Contains(other.Type)))
            {
                _selected.Add(entry.DumpId);
                // The sequence behind a serial column is named by the column's default and by its owner.
                bool namesSequence = entry.Type is "DEFAULT" or "SEQUENCE OWNED BY";
                _selected.UnionWith(Known(entry).Where(other => namesSequence && other.Type == "SEQUENCE").Select(other => other.DumpId));
            }
        }
    }
}
