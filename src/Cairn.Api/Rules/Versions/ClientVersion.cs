namespace Cairn.Api.Rules.Versions;

/// <summary>The client version chosen for a server.</summary>
/// <param name="Version">One of the available versions, as it was written there.</param>
/// <param name="IsOlderThanServer">
/// Whether the client's major version is below the server's: pg_dump refuses such a server, and the user has to be told to get a newer client.
/// </param>
public sealed record ClientVersion(string Version, bool IsOlderThanServer);
