using System.Runtime.InteropServices;

namespace Cairn.Postgres.Libpq;

/// <summary>The system calls around libpq that .NET has no wrapper for.</summary>
internal static unsafe partial class PollNative
{
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollItem* items, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "usleep", SetLastError = true)]
    public static partial int Sleep(uint microseconds);

    /// <summary>Removes a variable from the environment that native code sees; .NET's own copy, which children inherit, is another one.</summary>
    [LibraryImport("libc", EntryPoint = "unsetenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnsetEnvironment(string name);
}
