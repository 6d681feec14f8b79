using System.Runtime.InteropServices;

namespace Cairn.Restic.Locks;

/// <summary>Who this process is in the eyes of others, and whether another holder is still alive.</summary>
/// <param name="Hostname">Machine or pod.</param>
/// <param name="Username">User.</param>
/// <param name="ProcessId">Process number.</param>
/// <param name="Uid">User number.</param>
/// <param name="Gid">Group number.</param>
public sealed partial record LockHolder(string Hostname, string Username, int ProcessId, uint Uid, uint Gid)
{
    /// <summary>A lock that was not refreshed for so long is stale, whoever holds it: restic's rule. Its holder has stopped itself by then.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);

    private const int NoSuchProcess = 3;

    /// <summary>This process.</summary>
    public static LockHolder Current { get; } = new(Environment.MachineName, Environment.UserName, Environment.ProcessId, GetUid(), GetGid());

    /// <summary>Decides by restic's rule: too old, or made on this machine by a process that no longer exists.</summary>
    public bool IsStale(LockFile file, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(file);
        return now - file.Time > StaleAfter || (file.Hostname == Hostname && !ProcessExists(file.ProcessId));
    }

    private static bool ProcessExists(int processId) =>
        processId > 0 && (Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUid();

    [LibraryImport("libc", EntryPoint = "getgid")]
    private static partial uint GetGid();
}
