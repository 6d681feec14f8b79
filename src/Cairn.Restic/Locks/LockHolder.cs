using System.Runtime.InteropServices;

namespace Cairn.Restic.Locks;

/// <summary>Who takes a lock.</summary>
/// <param name="Hostname">Machine or pod.</param>
/// <param name="Username">User.</param>
/// <param name="ProcessId">Process number.</param>
/// <param name="Uid">User number.</param>
/// <param name="Gid">Group number.</param>
public sealed partial record LockHolder(string Hostname, string Username, int ProcessId, uint Uid, uint Gid)
{
    /// <summary>A lock that was not refreshed for so long is stale, whoever holds it: restic's rule. Its holder has stopped itself by then.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);

    /// <summary>This process.</summary>
    public static LockHolder Current { get; } = new(Environment.MachineName, Environment.UserName, Environment.ProcessId, GetUid(), GetGid())
    {
        Origin = ProcessLiveness.Describe(),
    };

    /// <summary>By what others can prove that the holder is dead.</summary>
    /// <value>Default: nothing.</value>
    public LockOrigin? Origin { get; init; }

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUid();

    [LibraryImport("libc", EntryPoint = "getgid")]
    private static partial uint GetGid();
}
