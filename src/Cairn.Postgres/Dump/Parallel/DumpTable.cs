namespace Cairn.Postgres.Dump.Parallel;

/// <summary>What the catalogs say of a table.</summary>
/// <param name="Oid">Its number.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsHeap">Whether it is stored as a heap, so that a row's address says in which page it is.</param>
/// <param name="Pages">Pages of its main part.</param>
/// <param name="Bytes">Its size with what is stored out of line, without indexes.</param>
/// <param name="Condition">For the configuration table of an extension: which rows belong to the dump; empty for all others.</param>
internal sealed record DumpTable(uint Oid, string Schema, string Name, bool IsHeap, long Pages, long Bytes, string Condition);
