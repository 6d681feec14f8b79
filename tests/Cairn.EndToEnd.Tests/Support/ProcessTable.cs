using System.Runtime.InteropServices;

namespace Cairn.EndToEnd.Tests.Support;

/// <summary>What /proc tells about other processes, and signals to them.</summary>
internal static class ProcessTable
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>The living descendants of a process, in no particular order.</summary>
    public static IReadOnlyList<int> Descendants(int processId)
    {
        Dictionary<int, int> parents = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id) && ReadOrNull($"{directory}/stat") is { } stat)
            {
                // The name, in brackets, may hold blanks; the state and the parent follow it.
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] != "Z")
                {
                    parents[id] = int.Parse(fields[1]);
                }
            }
        }

        return [.. parents.Keys.Where(id => IsBelow(id, processId, parents))];
    }

    /// <summary>The descendant of this name (at most 15 characters, as the kernel keeps it), or null.</summary>
    public static int? FindDescendant(int processId, string name)
    {
        int[] found = [.. Descendants(processId).Where(id => ReadOrNull($"/proc/{id}/comm")?.TrimEnd() == name)];
        return found.Length == 0 ? null : found[0];
    }

    /// <summary>The command line of a process with blanks between its arguments; empty when it is gone.</summary>
    public static string CommandLine(int processId) => (ReadOrNull($"/proc/{processId}/cmdline") ?? "").Replace('\0', ' ');

    /// <summary>Whether a process runs; one that waits for its parent to notice its end does not.</summary>
    public static bool IsAlive(int processId) =>
        ReadOrNull($"/proc/{processId}/stat") is { } stat && stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');

    /// <summary>Sends a signal.</summary>
    public static void Signal(int processId, int signal) => Assert.Equal(0, Kill(processId, signal));

    private static bool IsBelow(int id, int ancestor, Dictionary<int, int> parents)
    {
        while (parents.TryGetValue(id, out int parent))
        {
            if (parent == ancestor)
            {
                return true;
            }

            id = parent;
        }

        return false;
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
