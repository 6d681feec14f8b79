namespace Cairn.Storage.Gcs;

/// <summary>A bucket, as the JSON API writes it.</summary>
internal sealed record GcsBucket
{
    public required string Name { get; init; }
}
