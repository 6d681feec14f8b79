namespace Cairn.Worker.Scratch;

/// <summary>
/// A directory of its own for one run, for what has to be a file: certificates and keys, which libpq reads by name. Nobody but the owner can read it,
/// and it is removed at the end of the run. It is made with the first file.
/// </summary>
/// <param name="parent">Where it is made; is made itself when it is missing.</param>
public sealed class ScratchDirectory(string parent) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string? _path;

    /// <summary>Writes a file that only its owner can read, and returns its path.</summary>
    /// <exception cref="RunException">The directory cannot be written to.</exception>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            if (_path is null)
            {
                Directory.CreateDirectory(parent);
                _path = Path.Combine(parent, $"cairn-{Guid.NewGuid():N}");
                Make(_path);
            }

            string path = Path.Combine(_path, name);
            using FileStream file = new(path, ForOwner());
            file.Write(content);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"The scratch directory {parent} cannot be written to: {e.Message} Give the pod a volume there that its user may write to.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_path is not null && Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions ForOwner()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
