namespace Cairn.Storage.Gcs;

/// <summary>The body of an answer that is no success.</summary>
internal sealed record GcsErrorAnswer
{
    public GcsError? Error { get; init; }
}
