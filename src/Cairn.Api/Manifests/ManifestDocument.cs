namespace Cairn.Api.Manifests;

/// <summary>One document of a file: what it holds, or why it cannot be read.</summary>
public sealed record ManifestDocument
{
    /// <summary>Name of the file, or - for the standard input.</summary>
    public required string File { get; init; }

    /// <summary>The value. Null: it cannot be read.</summary>
    public ManifestNode? Root { get; init; }

    /// <summary>Why it cannot be read. Null: it can.</summary>
    public string? Error { get; init; }

    /// <summary>Its first line, or that of the error.</summary>
    public int Line { get; init; } = 1;
}
