namespace Cairn.Layout.Metadata;

/// <summary>A metadata file of a storage cannot be understood. The message names the file and says what is wrong with it.</summary>
public sealed class MetadataException(string path, string problem, Exception? innerException = null)
    : Exception($"The file {path} in the storage cannot be read: {problem}.", innerException)
{
    /// <summary>The file, relative to the storage's prefix.</summary>
    public string Path { get; } = path;
}
