using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;

namespace Cairn.Postgres.Preflight;

/// <summary>What is known before a dump begins.</summary>
/// <param name="Facts">What the server says of itself.</param>
/// <param name="Client">The client to dump with.</param>
/// <param name="Notes">Sentences for people: what is unusual and may matter. None of them prevents the dump.</param>
public sealed record DumpPreflightReport(ServerFacts Facts, PostgresClient Client, IReadOnlyList<string> Notes);
