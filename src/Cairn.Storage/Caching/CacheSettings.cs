namespace Cairn.Storage.Caching;

/// <summary>Where copies of repositories' metadata are kept on this machine, and how many. See docs/design/0004-local-cache.md.</summary>
public sealed record CacheSettings
{
    /// <summary>The directory of all caches; each repository has a directory of its own in it. It is made when something is kept.</summary>
    public required string Directory { get; init; }

    /// <summary>The most bytes that the caches of all repositories together may take. They are counted while copies are kept, not at each.</summary>
    /// <value>Default: 2 GiB.</value>
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Whether repositories in directories are cached too: useful for slow network file systems, a waste elsewhere.</summary>
    /// <value>Default: false.</value>
    public bool CachesDirectories { get; init; }

    /// <summary>Whether caches of repositories that were not used for 30 days are deleted when a repository is opened.</summary>
    /// <value>Default: false.</value>
    public bool RemovesOld { get; init; }

    /// <summary>
    /// The directory that the environment asks for: <c>cairn</c> within RESTIC_CACHE_DIR, within XDG_CACHE_HOME, or within <c>.cache</c> of HOME;
    /// null when none of them is set, as in a container without a home.
    /// </summary>
    /// <param name="variable">Returns a variable's value or null.</param>
    public static string? FindDirectory(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? parent = Read("RESTIC_CACHE_DIR") ?? Read("XDG_CACHE_HOME") ?? (Read("HOME") is { } home ? Path.Combine(home, ".cache") : null);
        return parent is null ? null : Path.Combine(parent, "cairn");

        string? Read(string name) => variable(name) is { Length: > 0 } value && Path.IsPathRooted(value) ? value : null;
    }
}
