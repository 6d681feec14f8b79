namespace Cairn.Postgres.Clients;

/// <summary>Where to look for client programs.</summary>
public sealed record ClientSearch
{
    /// <summary>The environment variable that replaces the search: one or more directories, separated by ':'.</summary>
    public const string OverrideVariable = "CAIRN_PG_BINDIR";

    /// <summary>The directories, in no particular order. Missing ones are passed over.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary>Whether <see cref="Directories"/> come from <see cref="OverrideVariable"/>, for messages.</summary>
    public bool IsOverride { get; init; }

    /// <summary>
    /// The directories of <see cref="OverrideVariable"/> and no others if it is set; else the places where packages put PostgreSQL, and
    /// PATH.
    /// </summary>
    public static ClientSearch FromEnvironment() =>
        Create(Environment.GetEnvironmentVariable(OverrideVariable), Environment.GetEnvironmentVariable("PATH"));

    internal static ClientSearch Create(string? overrideDirectories, string? path)
    {
        if (!string.IsNullOrWhiteSpace(overrideDirectories))
        {
            return new ClientSearch { Directories = Split(overrideDirectories), IsOverride = true };
        }

        return new ClientSearch
        {
            Directories =
            [
                .. Below("/usr/lib/postgresql", "*", "bin"),
                .. Below("/usr", "pgsql-*", "bin"),
                .. Below("/usr/local", "pgsql*", "bin"),
                .. Below("/usr/libexec", "postgresql*", ""),
                .. Below("/opt", "*", "bin"),
                .. Below("/opt/homebrew/opt", "*", "bin"),
                .. Below("/opt/postgresql", "*", "bin"),
                .. Split(path ?? ""),
            ],
        };
    }

    private static IEnumerable<string> Below(string root, string pattern, string inner) =>
        System.IO.Directory.Exists(root)
            ? System.IO.Directory.EnumerateDirectories(root, pattern).Select(directory => Path.Combine(directory, inner))
            : [];

    private static string[] Split(string directories) =>
        directories.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
