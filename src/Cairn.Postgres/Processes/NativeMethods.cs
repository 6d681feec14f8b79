using System.Runtime.InteropServices;

namespace Cairn.Postgres.Processes;

/// <summary>The system calls that .NET has no wrapper for. Called on Linux only, where the numbers below are the same on x86-64 and
/// arm64.</summary>
internal static partial class NativeMethods
{
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int ErrorInterrupted = 4;
    public const int ErrorTryAgain = 11;
    public const int GetFileFlags = 3;
    public const int SetFileFlags = 4;
    public const int SetPipeSize = 1031;
    public const int NonBlocking = 0x800;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(SafeHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(SafeHandle file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(SafeHandle file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);
}
