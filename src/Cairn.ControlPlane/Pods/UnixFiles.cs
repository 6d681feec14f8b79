namespace Cairn.ControlPlane.Pods;

/// <summary>Files and directories whose mode is right from their beginning.</summary>
internal static class UnixFiles
{
    /// <summary>Only the owner.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The owner, and others on their way to what is theirs.</summary>
    public const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory, if it is not there.</summary>
    public static void MakeDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, mode);
        }
    }

    /// <summary>Makes a file, in place of one that is there.</summary>
    public static void Write(string path, byte[] bytes, UnixFileMode mode)
    {
        File.Delete(path);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using FileStream stream = new(path, options);
        stream.Write(bytes);
    }
}
