namespace Cairn.Cli.Output;

/// <summary>Files that a command makes.</summary>
internal static class OutputFiles
{
    /// <summary>Writes a file of a directory, which is made if it is missing.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static async Task WriteAsync(string directory, string name, string content, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(Path.Combine(directory, name), content, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: {Path.Combine(directory, name)} cannot be written: {error.Message}");
        }
    }
}
