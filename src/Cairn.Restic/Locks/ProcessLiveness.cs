using System.Globalization;
using System.Runtime.InteropServices;

namespace Cairn.Restic.Locks;

/// <summary>Knows whether processes of this machine still run.</summary>
/// <remarks>
/// For locks of Cairn: the same kernel run and the same set of processes, and no process of that number and start time. For those of others restic's
/// rule: the same host name, and no process of that number.
/// </remarks>
public sealed partial class ProcessLiveness : ILockLiveness
{
    private const int NoSuchProcess = 3;
    private const int StartTimeField = 19;

    private ProcessLiveness()
    {
    }

    /// <summary>The only instance.</summary>
    public static ProcessLiveness Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<bool> IsProvenDeadAsync(LockFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ValueTask.FromResult(file.Origin is { BootId: not null, ProcessStart: not null } origin
            ? IsHere(origin) && IsGone(file.ProcessId, origin.ProcessStart.Value)
            : file.Hostname == Environment.MachineName && !Exists(file.ProcessId));
    }

    /// <summary>What a lock of this process says; empty where the system does not tell.</summary>
    internal static LockOrigin Describe() => Describe(Environment.ProcessId);

    /// <summary>What a lock in the name of another process of this machine says.</summary>
    internal static LockOrigin Describe(int processId) => new()
    {
        BootId = ReadBootId(),
        ProcessNamespace = ReadNamespace(),
        ProcessStart = ReadStart(processId),
    };

    /// <summary>
    /// Whether there is no process of that number and start time. What cannot be read for another reason (too many open files, for instance) proves
    /// nothing: the lock of a run that lives would be taken away.
    /// </summary>
    private static bool IsGone(int processId, long start) =>
        ReadStart(processId) is { } found ? found != start : !Exists(processId);

    private static bool IsHere(LockOrigin origin) =>
        origin.BootId == ReadBootId() && origin.ProcessNamespace is not null && origin.ProcessNamespace == ReadNamespace();

    private static bool Exists(int processId) => processId > 0 && (Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess);

    private static string? ReadBootId() => TryRead("/proc/sys/kernel/random/boot_id");

    private static string? ReadNamespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The second field of "stat" is the program's name in brackets and may hold blanks; the start time is the 22nd.
    private static long? ReadStart(int processId)
    {
        string stat = TryRead($"/proc/{processId}/stat") ?? "";
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeField && long.TryParse(fields[StartTimeField], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            ? start
            : null;
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
