using System.Globalization;

namespace Cairn.ControlPlane.Pods.Processes;

/// <summary>Looks at the processes of the machine. Each container has a session of its own, by which all of its processes are found.</summary>
internal static class ProcessTable
{
    private const int Session = 3;
    private const int StartTime = 19;

    /// <summary>When a process started, in ticks since the machine did; null when there is none. With its id it names a process for good.</summary>
    public static long? StartOf(int processId) => Fields(processId) is { } fields ? long.Parse(fields[StartTime], CultureInfo.InvariantCulture) : null;

    /// <summary>The processes of a container that live, its first one included.</summary>
    /// <param name="session">Id of its first process.</param>
    /// <param name="start">When that one started: processes of an earlier time belong to somebody else.</param>
    public static IReadOnlyList<int> Members(int session, long start)
    {
        List<int> members = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Fields(id) is { } fields
                && fields[0] is not ("Z" or "X")
                && fields[Session] == session.ToString(CultureInfo.InvariantCulture)
                && long.Parse(fields[StartTime], CultureInfo.InvariantCulture) >= start)
            {
                members.Add(id);
            }
        }

        return members;
    }

    /// <summary>Kills all processes of a container. It is done when none is left, or after a few rounds: processes may start others meanwhile.</summary>
    public static void KillAll(int session, long start)
    {
        const int Rounds = 10;
        for (int round = 0; round < Rounds; round++)
        {
            IReadOnlyList<int> members = Members(session, start);
            if (members.Count == 0)
            {
                return;
            }

            foreach (int member in members)
            {
                _ = NativeMethods.Kill(member, NativeMethods.SignalKill);
            }
        }
    }

    /// <summary>The id and the start time in a line of <c>/proc/PID/stat</c>; null when it is none.</summary>
    public static (int Id, long Start)? Read(string stat)
    {
        int space = stat.IndexOf(' ', StringComparison.Ordinal);
        string[] fields = Split(stat);
        return space > 0 && fields.Length > StartTime
            && int.TryParse(stat[..space], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && long.TryParse(fields[StartTime], NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? (id, start) : null;
    }

    private static string[]? Fields(int processId)
    {
        try
        {
            string[] fields = Split(File.ReadAllText($"/proc/{processId}/stat"));
            return fields.Length > StartTime ? fields : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The fields from the third on; the second is the program's name in parentheses and may hold blanks.
    private static string[] Split(string stat) => stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
