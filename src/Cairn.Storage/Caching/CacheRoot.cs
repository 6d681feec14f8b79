using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Cairn.Storage.Local;
using Cairn.Storage.Objects;

namespace Cairn.Storage.Caching;

/// <summary>The directory that holds the caches of all repositories: where each has its place, and how they are kept small together.</summary>
/// <param name="settings">Where and how large.</param>
/// <param name="time">The clock.</param>
internal sealed class CacheRoot(CacheSettings settings, TimeProvider time)
{
    /// <summary>Recognised by programs that make backups, which leave such directories out.</summary>
    private const string TagFile = "CACHEDIR.TAG";
    private const string TagText = "Signature: 8a477f597d28d172789f06886806bc55\n# Cairn's cache of repositories' metadata. It may be deleted at any time.\n";

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>After a sweep so much room is left, so that not each new file leads to the next.</summary>
    private const double FilledAfterSweep = 0.9;

    /// <summary>What a small file takes on a disk.</summary>
    private const long BlockBytes = 4096;

    private static readonly TimeSpan OldAge = TimeSpan.FromDays(30);

    /// <summary>Temporary files of processes that were killed; nobody writes one for so long.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>The place of one repository, told from others by where it is stored.</summary>
    public CacheDirectory Open(string location)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)));
        return new CacheDirectory(Path.Combine(settings.Directory, name), time);
    }

    /// <summary>Marks the directory as a cache, and the repository as in use.</summary>
    public void Mark(CacheDirectory repository)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(repository.Root, time.GetUtcNow().UtcDateTime);
            string tag = Path.Combine(settings.Directory, TagFile);
            if (!File.Exists(tag))
            {
                File.WriteAllText(tag, TagText);
            }
        }
        catch (Exception exception) when (CacheDirectory.IsOfFileSystem(exception))
        {
            // Then there is no cache, or one that can only be read.
        }
    }

    /// <summary>Deletes the caches of repositories that nobody has used for a long time.</summary>
    public void RemoveOld()
    {
        try
        {
            foreach (string directory in Directory.EnumerateDirectories(settings.Directory).Where(IsOfRepository))
            {
                if (time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(directory) > OldAge)
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
        }
        catch (Exception exception) when (CacheDirectory.IsOfFileSystem(exception))
        {
            // There is no cache, or somebody else is deleting, too. The next run tries again.
        }
    }

    /// <summary>Deletes the files that were not used for the longest time until the rest is within the limit, and leftovers of killed processes.</summary>
    public void Sweep()
    {
        try
        {
            DateTime now = time.GetUtcNow().UtcDateTime;
            var files = new List<(string Path, DateTime Used, long Size)>();
            foreach (FileInfo file in Directory.EnumerateDirectories(settings.Directory).Where(IsOfRepository)
                .SelectMany(directory => new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories)))
            {
                if (!TemporaryName.IsTemporary(file.Name))
                {
                    files.Add((file.FullName, file.LastWriteTimeUtc, (file.Length + BlockBytes - 1) / BlockBytes * BlockBytes));
                }
                else if (now - file.LastWriteTimeUtc > LeftoverAge)
                {
                    LocalFiles.RemoveQuietly(file.FullName);
                }
            }

            Evict(files);
        }
        catch (Exception exception) when (CacheDirectory.IsOfFileSystem(exception))
        {
            // Somebody is deleting, too; the next sweep sees what is left.
        }
    }

    private void Evict(List<(string Path, DateTime Used, long Size)> files)
    {
        long total = files.Sum(file => file.Size);
        if (total <= settings.MaxBytes)
        {
            return;
        }

        files.Sort((one, other) => one.Used.CompareTo(other.Used));
        long goal = (long)(settings.MaxBytes * FilledAfterSweep);
        foreach ((string path, _, long size) in files.TakeWhile(_ => total > goal))
        {
            LocalFiles.RemoveQuietly(path);
            total -= size;
        }
    }

    /// <summary>Whether a directory is one of ours: whatever else somebody keeps there is not touched.</summary>
    private static bool IsOfRepository(string directory) =>
        Path.GetFileName(directory) is { Length: SHA256.HashSizeInBytes * 2 } name && !name.AsSpan().ContainsAnyExcept(HexadecimalDigits);
}
