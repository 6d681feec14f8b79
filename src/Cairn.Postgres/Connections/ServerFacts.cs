using Cairn.Postgres.Clients;

namespace Cairn.Postgres.Connections;

/// <summary>What a server says of itself and of the database that was connected to.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="IsStandby">Whether it is in recovery: a standby, from which a dump can be read but which nothing can be restored
/// to.</param>
/// <param name="Database">The database's name.</param>
/// <param name="DatabaseBytes">The database's size on disk, in bytes. A dump of it is usually smaller, since it holds no indexes.</param>
/// <param name="Encoding">The database's encoding, such as UTF8.</param>
/// <param name="User">The user that was logged in.</param>
/// <param name="IsSuperuser">Whether that user is a superuser.</param>
/// <param name="UserTables">How many tables the database has, not counting those of the system, of extensions, and temporary ones.</param>
public sealed record ServerFacts(
    PostgresVersion Version, bool IsStandby, string Database, long DatabaseBytes, string Encoding, string User, bool IsSuperuser,
    long UserTables);
