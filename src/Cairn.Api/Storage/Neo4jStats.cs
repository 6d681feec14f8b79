namespace Cairn.Api.Storage;

/// <summary>A backup by neo4j-admin.</summary>
public sealed record Neo4jStats
{
    /// <summary>The file.</summary>
    public string? File { get; init; }

    /// <summary>The database's name.</summary>
    public string? Database { get; init; }

    /// <summary>The database's id.</summary>
    public string? DatabaseID { get; init; }

    /// <summary>When it was taken.</summary>
    public string? Time { get; init; }

    /// <summary>Whether all of the database is in it.</summary>
    public bool? Full { get; init; }

    /// <summary>Whether it is compressed.</summary>
    public bool? Compressed { get; init; }

    /// <summary>Whether its log has been replayed.</summary>
    public bool? Recovered { get; init; }

    /// <summary>The oldest transaction in it.</summary>
    public long? LowestTX { get; init; }

    /// <summary>The newest transaction in it.</summary>
    public long? HighestTX { get; init; }

    /// <summary>Identifies the store.</summary>
    public string? StoreIDHash { get; init; }
}
