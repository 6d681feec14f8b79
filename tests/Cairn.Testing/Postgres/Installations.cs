using System.Globalization;

namespace Cairn.Testing.Postgres;

/// <summary>The PostgreSQL servers that Debian's packages have installed, and those that eng/postgres-majors.sh has fetched into the checkout.</summary>
public static class Installations
{
    private const string Root = "/usr/lib/postgresql";

    /// <summary>The major versions that can be started here, oldest first.</summary>
    public static IReadOnlyList<int> Majors => [.. Installed().Concat(Fetched()).Distinct().Order()];

    /// <summary>The program directory of a major version, or of the newest installed one.</summary>
    public static string BinDirectory(int? major)
    {
        int chosen = major ?? Installed().DefaultIfEmpty().Max();
        return Installed().Contains(chosen) ? Path.Combine(Root, $"{chosen}", "bin")
            : Fetched().Contains(chosen) ? FetchedDirectory(chosen)
            : throw new InvalidOperationException(
                $"PostgreSQL {(major is null ? "" : $"{major} ")}is not there (found: {string.Join(", ", Majors)}). Run 'make setup', or for other majors "
                + "eng/postgres-majors.sh.");
    }

    private static IEnumerable<int> Installed() => Numbers(Root).Where(major => File.Exists(Path.Combine(Root, $"{major}", "bin", "initdb")));

    private static IEnumerable<int> Fetched() => TestTools.Checkout() is { } checkout
        ? Numbers(Path.Combine(checkout, ".tools", "postgresql")).Where(major => File.Exists(Path.Combine(FetchedDirectory(major), "initdb")))
        : [];

    private static string FetchedDirectory(int major) =>
        Path.Combine(TestTools.Checkout()!, ".tools", "postgresql", $"{major}", "usr", "lib", "postgresql", $"{major}", "bin");

    private static IEnumerable<int> Numbers(string directory) => Directory.Exists(directory)
        ? Directory.GetDirectories(directory).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
        : [];
}
