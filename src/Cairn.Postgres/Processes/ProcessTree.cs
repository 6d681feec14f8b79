using System.Globalization;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Finds a child's own children, as pg_dumpall has them: a signal to it alone would leave its pg_dump running, with our pipe open.
/// </summary>
internal static class ProcessTree
{
    /// <summary>The process's descendants with their start times; empty when /proc does not tell (not Linux).</summary>
    public static IReadOnlyList<(int Id, string StartTime)> Descendants(int processId)
    {
        var found = new List<(int Id, string StartTime)>();
        var open = new Queue<int>([processId]);
        while (open.TryDequeue(out int parent))
        {
            foreach (int child in Children(parent))
            {
                if (StartTime(child) is { } startTime && !found.Exists(f => f.Id == child))
                {
                    found.Add((child, startTime));
                    open.Enqueue(child);
                }
            }
        }

        return found;
    }

    /// <summary>Sends a signal to those that still live. The start time guards against a process id that has been given to a
    /// stranger.</summary>
    public static void Signal(IEnumerable<(int Id, string StartTime)> processes, int signal)
    {
        foreach ((int id, string startTime) in processes)
        {
            if (StartTime(id) == startTime)
            {
                _ = NativeMethods.Kill(id, signal);
            }
        }
    }

    private static IEnumerable<int> Children(int processId) =>
        TryRead($"/proc/{processId}/task/{processId}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    // The 22nd field of "stat"; the 2nd is the program's name in parentheses and may hold blanks.
    private static string? StartTime(int processId)
    {
        string stat = TryRead($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? fields[19] : null;
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
