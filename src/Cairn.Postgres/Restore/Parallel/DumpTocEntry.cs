namespace Cairn.Postgres.Restore.Parallel;

/// <summary>An entry of toc.json: a table's rows, a sequence's value, or the large objects.</summary>
internal sealed record DumpTocEntry
{
    /// <summary>"table", "sequence" or "largeObjects".</summary>
    public required string Type { get; init; }

    /// <summary>The number that the table or sequence itself has in the schema's archive.</summary>
    public required int ObjectDumpId { get; init; }

    public required string Schema { get; init; }

    public required string Name { get; init; }

    public required long Offset { get; init; }

    public required long Length { get; init; }

    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required long StatementOffset { get; init; }

    public required long StatementLength { get; init; }

    public required IReadOnlyList<DumpTocRange> Ranges { get; init; }

    /// <summary>Its name for messages.</summary>
    public string Display => Type == "largeObjects" ? "the large objects" : $"{Schema}.{Name}";
}
