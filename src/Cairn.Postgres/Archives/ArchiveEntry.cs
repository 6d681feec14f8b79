namespace Cairn.Postgres.Archives;

/// <summary>An entry of an archive's table of contents. Texts hold one character a byte of the dump's encoding.</summary>
/// <param name="DumpId">Its number in the archive.</param>
/// <param name="Oid">The object's number in the server's catalogs.</param>
/// <param name="Tag">The object's name, sometimes with more around it.</param>
/// <param name="Type">What it is, such as TABLE DATA.</param>
/// <param name="Section">Its section.</param>
/// <param name="Definition">The statements that make it.</param>
/// <param name="CopyStatement">For rows: the COPY statement that restores them.</param>
/// <param name="Schema">The schema, or empty.</param>
/// <param name="Tablespace">The tablespace, or empty for the database's own.</param>
/// <param name="Owner">The owner, or empty.</param>
/// <param name="Dependencies">The entries that it needs; some may not be in the archive.</param>
/// <param name="Start">Where it starts in the archive.</param>
/// <param name="Length">Its length in the archive.</param>
internal sealed record ArchiveEntry(
    int DumpId,
    uint Oid,
    string Tag,
    string Type,
    ArchiveSection Section,
    string Definition,
    string CopyStatement,
    string Schema,
    string Tablespace,
    string Owner,
    IReadOnlyList<int> Dependencies,
    int Start,
    int Length)
{
    /// <summary>Whether it says something of a large object: a comment, a label, privileges.</summary>
    public bool IsOfLargeObject => Section == ArchiveSection.None && Tag.StartsWith("LARGE OBJECT", StringComparison.Ordinal);

    /// <summary>Whether pg_dump and pg_restore print it behind everything of the main pass.</summary>
    public bool IsPrivileges => Type is "ACL" or "ACL LANGUAGE" or "DEFAULT ACL";
}
