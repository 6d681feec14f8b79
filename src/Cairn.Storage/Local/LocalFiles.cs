using System.Buffers;
using Cairn.Storage.Objects;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Storage.Local;

/// <summary>Files below one directory: whole writes, exact reads, and errors that say what they mean. Paths are absolute.</summary>
/// <remarks>
/// Files are made with mode 0600 and directories with 0700. Each operation runs as one piece of work on the thread pool: .NET has no
/// asynchronous file input and output on Linux, so smaller pieces would only add hops.
/// </remarks>
/// <param name="root">The directory, without a separator at its end.</param>
internal sealed class LocalFiles(string root)
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    /// <summary>The directory.</summary>
    public string Root => root;

    /// <summary>How directories are read: with everything that is in them, and not what is below.</summary>
    public static EnumerationOptions EnumerationSettings { get; } =
        new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>Stores a file atomically, see <see cref="IBackend.SaveAsync"/>. Its directory is made when it is missing, but never the root.</summary>
    public Task SaveAsync(string path, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        RunAsync("Saving", path, () => Save(path, content, cancellationToken), cancellationToken);

    /// <summary>Fills the destination, see <see cref="IBackend.LoadAsync"/>.</summary>
    public static Task LoadAsync(string path, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return RunAsync("Loading", path, () => Load(path, offset, destination.Span), cancellationToken);
    }

    /// <summary>Loads a whole file, see <see cref="IBackend.LoadAllAsync"/>.</summary>
    public static Task<byte[]> LoadAllAsync(string path, long maxBytes, CancellationToken cancellationToken) =>
        RunAsync("Loading", path, () => LoadAll(path, maxBytes), cancellationToken);

    /// <summary>The file's length, or null when there is none.</summary>
    public static Task<long?> StatAsync(string path, CancellationToken cancellationToken) =>
        RunAsync("Looking up", path, () => Stat(path), cancellationToken);

    /// <summary>Deletes a file that need not exist.</summary>
    public static Task RemoveAsync(string path, CancellationToken cancellationToken) =>
        RunAsync("Removing", path, () => Remove(path), cancellationToken);

    /// <summary>Runs a piece of work, and translates what the file system says.</summary>
    public static async Task<T> RunAsync<T>(string operation, string subject, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception exception) when (LocalErrors.Translate(operation, subject, exception) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Write beside the final name, flush, rename, flush the directory: in this order, a crash leaves either the old state or the new.</summary>
    private bool Save(string path, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        string temporary = TemporaryName.For(path);
        string directory = Path.GetDirectoryName(path)!;
        try
        {
            using (FileStream stream = CreateTemporary(temporary, directory))
            {
                Write(stream.SafeFileHandle, content, cancellationToken);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            RemoveQuietly(temporary);
            throw;
        }

        // From here on the file is visible, so cancellation comes too late.
        NativeMethods.FlushDirectory(directory);
        return true;
    }

    private FileStream CreateTemporary(string temporary, string directory)
    {
        try
        {
            return CreateNew(temporary);
        }
        catch (Exception exception) when (exception is (DirectoryNotFoundException or FileNotFoundException) && Directory.Exists(root))
        {
            // Which of the two it is says whether the directory is there by now: somebody else who saves beside this file may just have made it.
            // One of the 256 directories of packs, which are made when the first pack needs them. The root is never made here: when it
            // is gone, a volume is not mounted, and the backup must not land on the disk beneath.
            MakeDirectory(directory);
            return CreateNew(temporary);
        }
    }

    /// <summary>Opens a new file for writing, for its owner only.</summary>
    public static FileStream CreateNew(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode0600;
        }

        return new FileStream(path, options);
    }

    private static void Write(SafeFileHandle handle, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        long offset = 0;
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(handle, segment.Span, offset);
            offset += segment.Length;
        }
    }

    /// <summary>Makes a directory and those above it, and flushes each parent so that the new entry survives a power failure.</summary>
    public static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(path);
        if (parent is not null)
        {
            MakeDirectory(parent);
        }

        MakeFleetingDirectory(path);
        if (parent is not null)
        {
            NativeMethods.FlushDirectory(parent);
        }
    }

    /// <summary>As <see cref="MakeDirectory"/>, but not flushed: for what may be lost.</summary>
    public static void MakeFleetingDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, DirectoryMode0700);
        }
    }

    /// <summary>Deletes a file that nobody misses, if that is possible.</summary>
    public static void RemoveQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A failure that led here is the one to report. What stays is a temporary file, which no listing shows, or a part of a cache.
        }
    }

    private static bool Load(string path, long offset, Span<byte> destination)
    {
        using SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        if (destination.IsEmpty && offset > RandomAccess.GetLength(handle))
        {
            throw BeyondEnd(path, offset);
        }

        while (!destination.IsEmpty)
        {
            int count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw BeyondEnd(path, offset);
            }

            destination = destination[count..];
            offset += count;
        }

        return true;
    }

    private static BackendException BeyondEnd(string path, long offset) =>
        new(BackendErrorKind.RangeBeyondEnd, $"Loading {path} failed: the file ends before byte {offset}. It is truncated, or its index is wrong.");

    private static byte[] LoadAll(string path, long maxBytes)
    {
        long length;
        using (SafeFileHandle handle = File.OpenHandle(path))
        {
            length = RandomAccess.GetLength(handle);
        }

        if (length > maxBytes)
        {
            throw new BackendException(
                BackendErrorKind.Permanent,
                $"Loading {path} failed: it has {length} bytes, but a file of its kind has at most {maxBytes}. It is damaged or not from a repository.");
        }

        byte[] content = GC.AllocateUninitializedArray<byte>((int)length);
        Load(path, 0, content);
        return content;
    }

    private static long? Stat(string path)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path);
            return RandomAccess.GetLength(handle);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either, which is what was asked for.
        }

        return true;
    }

    /// <summary>The entries of a directory; one that does not exist has none, except the root, which has to be there.</summary>
    public List<T> ReadDirectory<T>(Func<IEnumerable<T>> open)
    {
        try
        {
            return [.. open()];
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(root))
        {
            // A kind without files need not have a directory. A repository without a directory is an error: a volume that is not
            // mounted must not look like an empty repository.
            return [];
        }
    }
}
