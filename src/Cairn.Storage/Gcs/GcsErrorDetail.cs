namespace Cairn.Storage.Gcs;

/// <summary>One of the causes that the JSON API names.</summary>
internal sealed record GcsErrorDetail
{
    public string? Reason { get; init; }
}
