using System.Globalization;

namespace Cairn.ControlPlane.Pods.Processes;

/// <summary>A control group that limits the memory of one container, where the machine lets us make one.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Unified = "/sys/fs/cgroup";
    private const string Separate = "/sys/fs/cgroup/memory";

    private readonly bool _isUnified;

    private MemoryGroup(string directory, bool isUnified) => (Directory, _isUnified) = (directory, isUnified);

    /// <summary>The directory of the group; a process joins by writing its id into <c>cgroup.procs</c> there.</summary>
    public string Directory { get; }

    /// <summary>Makes a group; null when the machine does not allow it, and then the limit is not enforced.</summary>
    /// <param name="name">Its name, unique on the machine.</param>
    /// <param name="bytes">How much memory its processes may use together.</param>
    public static MemoryGroup? TryCreate(string name, long bytes)
    {
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            bool isUnified = File.Exists($"{Unified}/cgroup.controllers");
            string parent = isUnified ? $"{Unified}/cairn" : $"{Separate}/cairn";
            System.IO.Directory.CreateDirectory(parent);
            if (isUnified)
            {
                File.WriteAllText($"{Unified}/cgroup.subtree_control", "+memory");
                File.WriteAllText($"{parent}/cgroup.subtree_control", "+memory");
            }

            MemoryGroup group = new(Path.Combine(parent, name), isUnified);
            System.IO.Directory.CreateDirectory(group.Directory);
            group.Limit(bytes);
            return group;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the kernel killed a process of the group because the memory was used up.</summary>
    public bool WasExhausted()
    {
        try
        {
            string counter = File.ReadLines(Path.Combine(Directory, _isUnified ? "memory.events" : "memory.oom_control"))
                .FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)) ?? "oom_kill 0";
            return long.Parse(counter["oom_kill ".Length..], CultureInfo.InvariantCulture) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Removes the group. One whose processes are still in the kernel's hands stays, and does no harm.</summary>
    public void Dispose()
    {
        try
        {
            System.IO.Directory.Delete(Directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    private void Limit(long bytes)
    {
        string text = bytes.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(Directory, _isUnified ? "memory.max" : "memory.limit_in_bytes"), text);
        // Swap would only put the end off. Machines without it have no such file.
        string swap = Path.Combine(Directory, _isUnified ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
        if (File.Exists(swap))
        {
            File.WriteAllText(swap, _isUnified ? "0" : text);
        }
    }
}
