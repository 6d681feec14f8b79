namespace Cairn.EndToEnd.Tests.Support;

/// <summary>Where the programs are that the tests run.</summary>
internal static class Programs
{
    /// <summary>The executable that was built together with these tests.</summary>
    public static string Cairn { get; } = FindCairn();

    /// <summary>The restics to test with: the distribution's, and the newest one where it was fetched.</summary>
    public static IReadOnlyList<string> Restics { get; } = FindAll("restic", "restic-newest");

    /// <summary>The restic that judges: the oldest one, since what it accepts, newer ones do too.</summary>
    public static string Restic => Restics[0];

    /// <summary>A program from PATH or from the checkout's tools.</summary>
    public static string Find(string name) => FindAll(name) is [var path, ..]
        ? path
        : throw new InvalidOperationException($"The tests need the program '{name}'. Run eng/setup.sh.");

    private static string FindCairn()
    {
        // artifacts/bin/<project>/<configuration>/, for both.
        DirectoryInfo own = new(AppContext.BaseDirectory.TrimEnd('/'));
        string path = Path.Combine(own.Parent!.Parent!.FullName, "Cairn.Cli", own.Name, "cairn");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} does not exist. Build src/Cairn.Cli.");
    }

    private static string[] FindAll(params string[] names)
    {
        List<string> directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            directories.Add(Path.Combine(directory.FullName, ".tools", "bin"));
        }

        return [.. names.Select(name => directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)).OfType<string>()];
    }
}
