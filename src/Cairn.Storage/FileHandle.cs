namespace Cairn.Storage;

/// <summary>Names one file of a repository: its kind and its name within that kind.</summary>
/// <param name="Kind">The kind of file.</param>
/// <param name="Name">The file's name: 64 lower-case hexadecimal digits; empty for <see cref="FileKind.Config"/>.</param>
public readonly record struct FileHandle(FileKind Kind, string Name)
{
    /// <summary>The handle of the repository's only config file.</summary>
    public static FileHandle Config { get; } = new(FileKind.Config, "");

    /// <inheritdoc/>
    public override string ToString() => Kind == FileKind.Config ? "config" : $"{Kind.ToString().ToLowerInvariant()}/{Name}";
}
