namespace Cairn.Postgres.Dump.Servers;

/// <summary>A database that has been dumped.</summary>
/// <typeparam name="TPart">What the store keeps for a stream.</typeparam>
internal sealed class ServerDumpPiece<TPart>
{
    /// <summary>The database.</summary>
    public required ServerDatabase Database { get; init; }

    /// <summary>The stored streams that are its script.</summary>
    public required IReadOnlyList<TPart> Script { get; init; }

    /// <summary>How many bytes the script has.</summary>
    public required long Length { get; init; }

    /// <summary>How many rows it has; null when it was read as one stream.</summary>
    public long? Rows { get; init; }

    /// <summary>The other files that belong to it.</summary>
    public IReadOnlyList<DumpFile<TPart>> Companions { get; init; } = [];
}
