using System.Buffers;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Storage.Local;

/// <summary>Stores a repository in a directory, in restic's default layout.</summary>
/// <remarks>
/// Files are made with mode 0600 and directories with 0700. Each operation runs as one piece of work on the thread pool: .NET has no
/// asynchronous file input and output on Linux, so smaller pieces would only add hops. Symbolic links are not followed in listings.
/// </remarks>
public sealed class LocalBackend : IBackend
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    private readonly string _root;

    /// <summary>Opens the directory; it need not exist yet.</summary>
    /// <param name="directory">The repository's directory; a relative one is relative to the current directory.</param>
    /// <param name="connections">How many operations at a time; default: the number of processors + 2.</param>
    public LocalBackend(string directory, int? connections = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        Connections = connections ?? Environment.ProcessorCount + 2;
    }

    /// <inheritdoc/>
    public string Location => _root;

    /// <inheritdoc/>
    public int Connections { get; }

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => RunAsync(
        "Creating",
        _root,
        () =>
        {
            foreach (FileKind kind in RepositoryLayout.KindsWithDirectory)
            {
                MakeDirectory(Path.Combine(_root, RepositoryLayout.DirectoryOf(kind)));
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        string path = PathOf(file);
        return RunAsync("Saving", path, () => Save(path, content, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        string path = PathOf(file);
        return RunAsync("Loading", path, () => Load(path, offset, destination.Span), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        string path = PathOf(file);
        return RunAsync("Loading", path, () => LoadAll(path, maxBytes), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken)
    {
        string path = PathOf(file);
        return RunAsync("Looking up", path, () => Stat(path), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (kind == FileKind.Config)
        {
            if (await StatAsync(FileHandle.Config, cancellationToken) is { } size)
            {
                yield return new StoredFile(FileHandle.Config, size);
            }

            yield break;
        }

        string directory = RepositoryLayout.DirectoryOf(kind);
        IReadOnlyList<string> folders = kind == FileKind.Pack
            ? await RunAsync("Listing", Path.Combine(_root, directory), () => ListFolders(directory), cancellationToken)
            : [directory];
        foreach (string folder in folders)
        {
            foreach (StoredFile file in await RunAsync("Listing", Path.Combine(_root, folder), () => ListFiles(kind, folder), cancellationToken))
            {
                yield return file;
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        string path = PathOf(file);
        return RunAsync("Removing", path, () => Remove(path), cancellationToken);
    }

    /// <summary>Does nothing: no file stays open between two operations.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<T> RunAsync<T>(string operation, string subject, Func<T> work, CancellationToken cancellationToken)
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
        string temporary = $"{path}-tmp-{Guid.NewGuid():N}";
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

        try
        {
            return new FileStream(temporary, options);
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(_root))
        {
            // One of the 256 directories of packs, which are made when the first pack needs them. The root is never made here: when it
            // is gone, a volume is not mounted, and the backup must not land on the disk beneath.
            MakeDirectory(directory);
            return new FileStream(temporary, options);
        }
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
    private static void MakeDirectory(string path)
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

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, DirectoryMode0700);
        }

        if (parent is not null)
        {
            NativeMethods.FlushDirectory(parent);
        }
    }

    private static void RemoveQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report. What stays is a temporary file, which no listing shows.
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

    /// <summary>The sub-directories of packs. Links are left out.</summary>
    private List<string> ListFolders(string directory) => ReadDirectory(() => new FileSystemEnumerable<string>(
        Path.Combine(_root, directory),
        (ref FileSystemEntry entry) => $"{directory}/{entry.FileName}",
        EnumerationSettings)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    });

    private List<StoredFile> ListFiles(FileKind kind, string folder)
    {
        List<StoredFile> files = ReadDirectory(() => new FileSystemEnumerable<StoredFile>(
            Path.Combine(_root, folder),
            (ref FileSystemEntry entry) => new StoredFile(RepositoryLayout.Recognize(kind, $"{folder}/{entry.FileName}")!.Value, entry.Length),
            EnumerationSettings)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                RepositoryLayout.Recognize(kind, $"{folder}/{entry.FileName}") is not null
                && !entry.IsDirectory
                && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        });

        // A file that is removed while the directory is read shows the length 0; it must not pass for an empty file.
        files.RemoveAll(file => file.Size == 0 && !File.Exists(PathOf(file.Handle)));
        return files;
    }

    private List<T> ReadDirectory<T>(Func<IEnumerable<T>> open)
    {
        try
        {
            return [.. open()];
        }
        catch (DirectoryNotFoundException) when (Directory.Exists(_root))
        {
            // A kind without files need not have a directory. A repository without a directory is an error: a volume that is not
            // mounted must not look like an empty repository.
            return [];
        }
    }

    private static EnumerationOptions EnumerationSettings { get; } =
        new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    private string PathOf(FileHandle file) => Path.Combine(_root, RepositoryLayout.PathOf(file));
}
