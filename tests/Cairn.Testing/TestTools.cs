namespace Cairn.Testing;

/// <summary>Finds the programs that tests run beside Cairn.</summary>
public static class TestTools
{
    /// <summary>
    /// The absolute path of a program: from <c>.tools/bin</c> of the checkout, else from PATH. When it is nowhere, the exception says what
    /// to do; a test that lacks its tool has to fail, since a skipped one looks like a passed one.
    /// </summary>
    public static string Find(string name)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> directories = Checkout() is { } checkout ? path.Prepend(Path.Combine(checkout, ".tools", "bin")) : path;
        return directories.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"The tests need the program '{name}', which is neither in .tools/bin of the checkout nor in PATH. Run 'make setup'.", name);
    }

    /// <summary>The directory with <c>Cairn.slnx</c>, or null when the tests run outside of a checkout.</summary>
    public static string? Checkout()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Cairn.slnx")))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
