using Cairn.Postgres.Connections;

namespace Cairn.Worker.Targets;

/// <summary>The server that an AppBinding names.</summary>
/// <param name="Name">The AppBinding, for messages.</param>
/// <param name="Server">Where it is and how to log in. It names no database: arguments do, else it is the one named as the user.</param>
/// <param name="Notes">Sentences for people, of what was passed over.</param>
public sealed record TargetDatabase(string Name, PostgresServer Server, IReadOnlyList<string> Notes);
