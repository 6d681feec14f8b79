namespace Cairn.Storage.Gcs;

/// <summary>A page of a listing, as the JSON API writes it.</summary>
internal sealed record GcsListing
{
    public IReadOnlyList<GcsObject>? Items { get; init; }

    public string? NextPageToken { get; init; }
}
