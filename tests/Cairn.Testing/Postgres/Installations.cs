using System.Globalization;

namespace Cairn.Testing.Postgres;

/// <summary>The PostgreSQL servers installed by Debian's packages.</summary>
internal static class Installations
{
    private const string Root = "/usr/lib/postgresql";

    /// <summary>The program directory of a major version, or of the newest one.</summary>
    public static string BinDirectory(int? major)
    {
        int[] majors = [.. (Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
            .Where(d => File.Exists(Path.Combine(d, "bin", "initdb")))
            .Select(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
            .Order()];
        int chosen = major ?? (majors.Length > 0 ? majors[^1] : 0);
        return majors.Contains(chosen)
            ? Path.Combine(Root, $"{chosen}", "bin")
            : throw new InvalidOperationException(
                $"PostgreSQL {(major is null ? "" : $"{major} ")}is not installed here (found: {string.Join(", ", majors)}). "
                + "Install the package postgresql.");
    }
}
