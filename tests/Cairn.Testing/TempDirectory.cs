namespace Cairn.Testing;

/// <summary>A directory of its own for one test, removed with all that is in it when the test ends.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Makes the directory.</summary>
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("cairn-test-").FullName;

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of something in the directory.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
