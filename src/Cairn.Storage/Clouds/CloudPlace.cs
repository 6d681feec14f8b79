namespace Cairn.Storage.Clouds;

/// <summary>Where in a cloud a store has its objects, and how long to wait for the server.</summary>
/// <param name="Location">In restic's notation, without credentials.</param>
/// <param name="Prefix">The path within the bucket or container; empty: its root.</param>
/// <param name="Connections">How many operations at a time.</param>
/// <param name="StallTimeout">How long no byte may move.</param>
internal sealed record CloudPlace(string Location, string Prefix, int Connections, TimeSpan StallTimeout)
{
    /// <summary>What all keys start with.</summary>
    public string Root { get; } = Prefix.Length == 0 ? "" : Prefix.TrimEnd('/') + "/";
}
