using System.Security.Cryptography;
using System.Text;

namespace Cairn.ControlPlane.Pods;

/// <summary>Where the files of Pods are: one directory a Pod, by its uid, and one beside it in memory for what is secret.</summary>
internal sealed class PodFiles
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const string Memory = "/dev/shm";

    private readonly string _pods;
    private readonly string _secrets;

    /// <summary>Makes the directories.</summary>
    public PodFiles(string dataDirectory)
    {
        string data = Path.GetFullPath(dataDirectory);
        _pods = Path.Combine(data, "pods");
        Claims = Path.Combine(data, "volumes");
        // Root keeps secrets in memory; others may not be able to write there, and their directory is theirs alone.
        string name = "cairn-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12];
        _secrets = IsMemory() ? Path.Combine(Memory, name) : Path.Combine(data, "pod-secrets");
        Directory.CreateDirectory(_pods, Passable);
        Directory.CreateDirectory(_secrets, Passable);
        Directory.CreateDirectory(Claims, Passable);
    }

    /// <summary>Directory of the data of PersistentVolumeClaims.</summary>
    public string Claims { get; }

    /// <summary>The uids of Pods that have files.</summary>
    public IEnumerable<string> Known => Directory.EnumerateDirectories(_pods).Concat(Directory.EnumerateDirectories(_secrets))
        .Select(path => Path.GetFileName(path)).Distinct().ToList();

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
        Directory.CreateDirectory(Of(uid), Passable);
        Directory.CreateDirectory(Path.Combine(Of(uid), "processes"), Private);
        Directory.CreateDirectory(Path.Combine(Of(uid), "logs"), Private);
        Directory.CreateDirectory(SecretsOf(uid), Private);
    }

    /// <summary>Removes all files of a Pod.</summary>
    public void Remove(string uid)
    {
        foreach (string directory in (string[])[SecretsOf(uid), Of(uid)])
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
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
