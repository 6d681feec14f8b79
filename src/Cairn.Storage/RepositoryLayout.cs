using System.Buffers;

namespace Cairn.Storage;

/// <summary>Restic's default layout: which relative path a file has, and which names can belong to a kind. All backends share it.</summary>
internal static class RepositoryLayout
{
    /// <summary>Every name is a SHA-256 in lower-case hexadecimal digits.</summary>
    public const int NameLength = 64;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>All kinds that have a directory of their own.</summary>
    public static IReadOnlyList<FileKind> KindsWithDirectory { get; } =
        [FileKind.Key, FileKind.Lock, FileKind.Snapshot, FileKind.Index, FileKind.Pack];

    /// <summary>The directory of a kind, relative to the repository; empty for the config file, which lies at the root.</summary>
    public static string DirectoryOf(FileKind kind) => kind switch
    {
        FileKind.Config => "",
        FileKind.Key => "keys",
        FileKind.Lock => "locks",
        FileKind.Snapshot => "snapshots",
        FileKind.Index => "index",
        FileKind.Pack => "data",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no kind of repository file."),
    };

    /// <summary>
    /// The path of a file, relative to the repository and with forward slashes. A name that is not a hash is refused here, so that no
    /// name read from somewhere else can point outside of the repository.
    /// </summary>
    public static string PathOf(FileHandle file)
    {
        if (file.Kind == FileKind.Config)
        {
            return string.IsNullOrEmpty(file.Name) ? "config" : throw new ArgumentException("The config file has no name.", nameof(file));
        }

        if (!IsName(file.Name))
        {
            throw new ArgumentException($"A repository file's name has {NameLength} lower-case hexadecimal digits.", nameof(file));
        }

        string directory = DirectoryOf(file.Kind);
        return file.Kind == FileKind.Pack ? $"{directory}/{file.Name.AsSpan(0, 2)}/{file.Name}" : $"{directory}/{file.Name}";
    }

    /// <summary>
    /// The file that a relative path names, or null when it is none of <paramref name="kind"/>: a temporary file, a stranger, or a pack
    /// in the wrong sub-directory, which could not be loaded by its name.
    /// </summary>
    public static FileHandle? Recognize(FileKind kind, ReadOnlySpan<char> path)
    {
        ReadOnlySpan<char> name = path[(path.LastIndexOf('/') + 1)..];
        if (kind == FileKind.Config)
        {
            return path is "config" ? FileHandle.Config : null;
        }

        if (!IsName(name))
        {
            return null;
        }

        var file = new FileHandle(kind, name.ToString());
        return path.SequenceEqual(PathOf(file)) ? file : null;
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length == NameLength && !name.ContainsAnyExcept(HexadecimalDigits);
}
