namespace Cairn.Postgres.Dump.Servers;

/// <summary>What a server's table of contents says of the server.</summary>
/// <param name="Started">When it was asked for its databases.</param>
/// <param name="Version">Its version in words.</param>
/// <param name="VersionNumber">Its version as a number.</param>
/// <param name="ClientVersion">The version of pg_dumpall.</param>
internal sealed record ServerFactsForToc(DateTimeOffset Started, string Version, int VersionNumber, string ClientVersion);
