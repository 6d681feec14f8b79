using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Storage.Local;

/// <summary>The two calls .NET has no name for: a directory cannot be opened, and hence not flushed, through <see cref="File"/>.</summary>
internal static partial class NativeMethods
{
    private const int CloseOnExecLinux = 0x80000;
    private const int InvalidArgument = 22;
    private const int NotSupportedLinux = 95;

    /// <summary>
    /// Makes the entries of a directory (a new name, a rename) survive a power failure. File systems that cannot do that say so, and
    /// are believed: there is nothing else to do.
    /// </summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(path, OperatingSystem.IsLinux() ? CloseOnExecLinux : 0);
        if (descriptor < 0)
        {
            throw LocalErrors.FromErrno(Marshal.GetLastPInvokeError(), path);
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FSync(handle) < 0 && Marshal.GetLastPInvokeError() is var errno and not (InvalidArgument or NotSupportedLinux))
        {
            throw LocalErrors.FromErrno(errno, path);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle handle);
}
