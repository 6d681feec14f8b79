using Cairn.Storage;

namespace Cairn.Layout;

/// <summary>
/// Which file lies where below the prefix of a storage. All paths are relative to the prefix, with forward slashes, and without a slash at either end:
/// <c>directory: /postgres</c> and <c>directory: postgres</c> are the same place.
/// </summary>
public static class StoragePaths
{
    /// <summary>What the storage knows of itself: at the root of the prefix.</summary>
    public const string Metadata = "metadata.yaml";

    private const string RepositoryName = "repository.yaml";
    private const string SnapshotsName = "snapshots";
    private const string ComponentsName = "repository";
    private const string Extension = ".yaml";

    /// <summary>The file of a Repository, in its directory.</summary>
    public static string RepositoryFile(string directory) => Join(directory, RepositoryName);

    /// <summary>Where the files of the Snapshots of a Repository are.</summary>
    public static string SnapshotsDirectory(string directory) => Join(directory, SnapshotsName);

    /// <summary>The file of a Snapshot.</summary>
    public static string SnapshotFile(string directory, string snapshot) => Join(directory, SnapshotsName, snapshot + Extension);

    /// <summary>The directory of the restic repository of a component, below that of the Repository: <c>repository/v1/daily/dump</c>.</summary>
    /// <param name="version">The Snapshot's <c>spec.version</c>. Empty: the layout before v1, which has no such element.</param>
    /// <param name="session">The session.</param>
    /// <param name="component">The component.</param>
    public static string Component(string? version, string session, string component) => Join(ComponentsName, version ?? "", session, component);

    /// <summary>
    /// Joins paths and cleans them: no empty elements, no <c>.</c>, no slash at the ends. An element <c>..</c> is refused: it would lead out of the
    /// storage.
    /// </summary>
    /// <exception cref="BackendException">An element is <c>..</c>, or has a character that no path can have.</exception>
    public static string Join(params ReadOnlySpan<string> parts)
    {
        List<string> elements = [];
        foreach (string part in parts)
        {
            elements.AddRange(part.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(element => element != "."));
        }

        return elements.Exists(element => element == ".." || element.Contains('\0', StringComparison.Ordinal))
            ? throw new BackendException(
                BackendErrorKind.Misconfigured, "A path in a storage must not have '..' in it: write the directory as it is below the storage's prefix.")
            : string.Join('/', elements);
    }

    /// <summary>Whether a path names the file of a Repository; what it lies in is the Repository's directory.</summary>
    internal static bool IsRepositoryFile(string path) => path == RepositoryName || path.EndsWith("/" + RepositoryName, StringComparison.Ordinal);
}
