namespace Cairn.Api.Manifests;

/// <summary>A named value of a map.</summary>
/// <param name="Name">The name.</param>
/// <param name="Line">Line of the name, from 1.</param>
/// <param name="Value">The value.</param>
public sealed record ManifestEntry(string Name, int Line, ManifestNode Value);
