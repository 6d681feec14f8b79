namespace Cairn.Postgres.Dump.Servers;

/// <summary>A database of a server.</summary>
/// <param name="Oid">Its number, which stays when it is renamed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size on disk; 0 when the user may not know it.</param>
internal sealed record ServerDatabase(uint Oid, string Name, long Bytes);
