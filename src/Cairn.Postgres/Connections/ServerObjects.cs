namespace Cairn.Postgres.Connections;

/// <summary>What a whole server has, besides the contents of its databases.</summary>
/// <param name="User">The role that was logged in.</param>
/// <param name="Roles">Names of roles.</param>
/// <param name="Databases">Names of databases.</param>
/// <param name="Tablespaces">Names of tablespaces.</param>
public sealed record ServerObjects(
    string User, IReadOnlyList<string> Roles, IReadOnlyList<string> Databases, IReadOnlyList<string> Tablespaces);
