namespace Cairn.Cli.Commands;

/// <summary>The files that <c>-f</c> means: a file, a directory with everything below it, or - for the standard input.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The largest file that is read; it is above the limit of the reader, which then says so.</summary>
    private const long MaxBytes = 128 << 20;

    /// <summary>Name and content of each, in alphabetical order within a directory.</summary>
    /// <exception cref="UsageException">One is missing or cannot be read.</exception>
    public static IEnumerable<(string Name, byte[] Content)> Read(IEnumerable<string> names, Func<Stream> openInput)
    {
        foreach (string name in names)
        {
            if (name == "-")
            {
                yield return (name, ReadInput(openInput));
                continue;
            }

            IEnumerable<string> files = File.Exists(name) ? [name]
                : Directory.Exists(name) ? Find(name)
                : throw new UsageException($"-f: there is no file or directory {name}.");
            foreach (string file in files)
            {
                yield return (file, ReadFile(file));
            }
        }
    }

    private static IEnumerable<string> Find(string directory) =>
        Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
            .Where(file => Extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal);

    private static byte[] ReadFile(string file)
    {
        try
        {
            return new FileInfo(file).Length > MaxBytes ? throw new UsageException($"{file} is larger than {MaxBytes >> 20} MiB.") : File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {error.Message}");
        }
    }

    private static byte[] ReadInput(Func<Stream> openInput)
    {
        using Stream input = openInput();
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int read = input.Read(buffer); read > 0; read = input.Read(buffer))
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxBytes)
            {
                throw new UsageException($"The standard input is larger than {MaxBytes >> 20} MiB.");
            }
        }

        return content.ToArray();
    }
}
