using System.Security.Cryptography;
using Cairn.Storage.Local;
using Cairn.Storage.Objects;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Storage.Caching;

/// <summary>
/// The files of one repository's cache. Several processes use them at the same time, somebody may delete or damage any of them at any moment, and
/// the disk may be full: then a file is simply not there. Nothing here fails.
/// </summary>
/// <remarks>
/// Each file ends with the SHA-256 of what is before, which is compared at each reading. Files are written beside their names and renamed, so that a
/// reader sees a whole file; they are not flushed, since one that a power failure spoils does not have its checksum.
/// </remarks>
/// <param name="path">The repository's directory within the cache.</param>
/// <param name="time">The clock for last uses.</param>
internal sealed class CacheDirectory(string path, TimeProvider time)
{
    /// <summary>A file's time is renewed at a use when it is older than this; the order of eviction need not be finer.</summary>
    private static readonly TimeSpan TouchInterval = TimeSpan.FromHours(1);

    /// <summary>Where it is.</summary>
    public string Root => path;

    /// <summary>The length of what a file holds, or null when there is none.</summary>
    public long? LengthOf(string name)
    {
        try
        {
            var file = new FileInfo(PathOf(name));
            return file.Exists ? Math.Max(0, file.Length - SHA256.HashSizeInBytes) : null;
        }
        catch (Exception exception) when (IsOfFileSystem(exception))
        {
            return null;
        }
    }

    /// <summary>Fills the destination with a file of exactly that length; false when there is none, or when it is damaged, and then it is deleted.</summary>
    public bool TryRead(string name, Span<byte> destination)
    {
        string file = PathOf(name);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            Span<byte> stored = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
            if (RandomAccess.GetLength(handle) == destination.Length + stored.Length
                && Fill(handle, destination, 0)
                && Fill(handle, stored, destination.Length)
                && SHA256.HashData(destination, actual) == actual.Length
                && stored.SequenceEqual(actual))
            {
                Touch(handle);
                return true;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (IsOfFileSystem(exception))
        {
            // It cannot be read, so it is of no use to anybody.
        }

        Remove(name);
        return false;
    }

    /// <summary>Keeps a file; false when that is not possible.</summary>
    public bool TryWrite(string name, ReadOnlySpan<byte> content)
    {
        string file = PathOf(name);
        string temporary = TemporaryName.For(file);
        try
        {
            LocalFiles.MakeFleetingDirectory(Path.GetDirectoryName(file)!);
            using (FileStream stream = LocalFiles.CreateNew(temporary))
            {
                SafeFileHandle handle = stream.SafeFileHandle;
                Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
                SHA256.HashData(content, hash);
                RandomAccess.Write(handle, content, 0);
                RandomAccess.Write(handle, hash, content.Length);
                File.SetLastWriteTimeUtc(handle, time.GetUtcNow().UtcDateTime);
            }

            File.Move(temporary, file, overwrite: true);
            return true;
        }
        catch (Exception exception) when (IsOfFileSystem(exception))
        {
            LocalFiles.RemoveQuietly(temporary);
            return false;
        }
    }

    /// <summary>Deletes a file, if there is one and it can be.</summary>
    public void Remove(string name) => LocalFiles.RemoveQuietly(PathOf(name));

    /// <summary>Deletes the files of a directory that are not wanted any more.</summary>
    public void RemoveUnless(string directory, Func<string, bool> isWanted)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(PathOf(directory), "*", SearchOption.AllDirectories))
            {
                string name = Path.GetFileName(file);
                if (!TemporaryName.IsTemporary(name) && !isWanted(name))
                {
                    LocalFiles.RemoveQuietly(file);
                }
            }
        }
        catch (Exception exception) when (IsOfFileSystem(exception))
        {
            // There is nothing, or somebody else is deleting, too.
        }
    }

    /// <summary>True for what a file system says; anything else is a fault of ours.</summary>
    public static bool IsOfFileSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static bool Fill(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            int count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                return false;
            }

            destination = destination[count..];
            offset += count;
        }

        return true;
    }

    private void Touch(SafeFileHandle handle)
    {
        try
        {
            DateTime now = time.GetUtcNow().UtcDateTime;
            if (now - File.GetLastWriteTimeUtc(handle) > TouchInterval)
            {
                File.SetLastWriteTimeUtc(handle, now);
            }
        }
        catch (Exception exception) when (IsOfFileSystem(exception))
        {
            // A cache that may only be read is still good for reading.
        }
    }

    private string PathOf(string name) => Path.Combine(path, name);
}
