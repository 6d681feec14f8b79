using System.Security.Cryptography;
using System.Text;

namespace Cairn.ControlPlane.Pods;

/// <summary>Where the files of Pods are: one directory a Pod, by its uid, and one beside it in memory for what is secret.</summary>
internal sealed class PodFiles
{
    private const string Memory = "/dev/shm";

    private readonly string _pods;
    private readonly string _secrets;

    /// <summary>Finds the directories; they are made with the first Pod.</summary>
    public PodFiles(string dataDirectory)
    {
        string data = Path.GetFullPath(dataDirectory);
        _pods = Path.Combine(data, "pods");
        Claims = Path.Combine(data, "volumes");
        // Root keeps secrets in memory; others may not be able to write there, and their directory is theirs alone.
        string name = "cairn-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12];
        _secrets = IsMemory() ? Path.Combine(Memory, name) : Path.Combine(data, "pod-secrets");
    }

    /// <summary>Directory of the data of PersistentVolumeClaims.</summary>
    public string Claims { get; }

    /// <summary>The uids of Pods that have files.</summary>
    public IReadOnlyList<string> Known => [.. ((string[])[_pods, _secrets])
        .Where(Directory.Exists)
        .SelectMany(directory => Directory.EnumerateDirectories(directory))
        .Select(path => Path.GetFileName(path))
        .Distinct()];

    /// <summary>Directory of a Pod.</summary>
    public string Of(string uid) => Path.Combine(_pods, uid);

    /// <summary>Directory of the secrets of a Pod.</summary>
    public string SecretsOf(string uid) => Path.Combine(_secrets, uid);

    /// <summary>The log of one start of a container.</summary>
    public string Log(string uid, string container, long restart) => Path.Combine(Of(uid), "logs", container, $"{restart}.log");

    /// <summary>The file that tells which process a container is.</summary>
    public string Identity(string uid, string container) => Path.Combine(Of(uid), "processes", container);

    /// <summary>Makes the directories of a Pod.</summary>
    public void Make(string uid)
    {
        UnixFiles.MakeDirectory(_pods, UnixFiles.Passable);
        UnixFiles.MakeDirectory(_secrets, UnixFiles.Passable);
        UnixFiles.MakeDirectory(Of(uid), UnixFiles.Passable);
        UnixFiles.MakeDirectory(Path.Combine(Of(uid), "volumes"), UnixFiles.Passable);
        UnixFiles.MakeDirectory(Path.Combine(Of(uid), "processes"), UnixFiles.Private);
        UnixFiles.MakeDirectory(Path.Combine(Of(uid), "logs"), UnixFiles.Private);
        UnixFiles.MakeDirectory(SecretsOf(uid), UnixFiles.Private);
    }

    /// <summary>Removes the directory of secrets when no Pod has any: it is not in the data directory, and would stay behind.</summary>
    public void RemoveEmpty()
    {
        if (Directory.Exists(_secrets) && !Directory.EnumerateFileSystemEntries(_secrets).Any())
        {
            Directory.Delete(_secrets);
        }
    }

    /// <summary>Removes all files of a Pod.</summary>
    public void Remove(string uid)
    {
        RemoveSecrets(uid);
        Remove(new DirectoryInfo(Of(uid)));
    }

    /// <summary>Removes what is secret of a Pod.</summary>
    public void RemoveSecrets(string uid) => Remove(new DirectoryInfo(SecretsOf(uid)));

    private static void Remove(DirectoryInfo directory)
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing is left.
        }
    }

    private static bool IsMemory()
    {
        try
        {
            return Environment.IsPrivilegedProcess && Directory.Exists(Memory) && new DriveInfo(Memory).DriveFormat == "tmpfs";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
