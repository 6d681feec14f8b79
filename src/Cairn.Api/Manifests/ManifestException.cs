namespace Cairn.Api.Manifests;

/// <summary>A text is no manifest. It stays inside of the reader, which reports it as a problem of the document.</summary>
internal sealed class ManifestException(int line, string message) : Exception(message)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
