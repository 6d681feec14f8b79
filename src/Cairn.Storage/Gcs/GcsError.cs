namespace Cairn.Storage.Gcs;

/// <summary>What the JSON API says about a failure.</summary>
internal sealed record GcsError
{
    public string? Message { get; init; }

    public IReadOnlyList<GcsErrorDetail>? Errors { get; init; }
}
