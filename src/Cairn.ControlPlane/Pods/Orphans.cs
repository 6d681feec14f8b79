using Cairn.ControlPlane.Pods.Processes;

namespace Cairn.ControlPlane.Pods;

/// <summary>Processes of containers that outlived the control plane that had started them.</summary>
internal static class Orphans
{
    /// <summary>Kills what is left of a container, if it is still the same process.</summary>
    /// <param name="identityFile">The file that the container wrote when it started.</param>
    /// <returns>The id of its first process; null when nothing was left.</returns>
    public static int? End(string identityFile)
    {
        (int Id, long Start)? left = File.Exists(identityFile) ? ProcessTable.Read(File.ReadAllText(identityFile)) : null;
        if (left is not { } process || ProcessTable.Members(process.Id, process.Start).Count == 0)
        {
            return null;
        }

        ProcessTable.KillAll(process.Id, process.Start);
        return process.Id;
    }

    /// <summary>Kills what is left of all containers of a Pod.</summary>
    public static void End(PodFiles files, string uid)
    {
        string directory = Path.GetDirectoryName(files.Identity(uid, "container"))!;
        foreach (string file in Directory.Exists(directory) ? Directory.EnumerateFiles(directory) : [])
        {
            End(file);
        }
    }
}
