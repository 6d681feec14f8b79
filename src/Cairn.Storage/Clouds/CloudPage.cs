namespace Cairn.Storage.Clouds;

/// <summary>One page of a listing.</summary>
/// <param name="Objects">Key and size of each object.</param>
/// <param name="Next">What the server wants to be asked with for the next page; null: this was the last.</param>
internal sealed record CloudPage(IReadOnlyList<(string Key, long Size)> Objects, string? Next);
