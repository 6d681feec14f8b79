using System.Buffers;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Cairn.Storage.Objects;

namespace Cairn.Storage.Local;

/// <summary>Stores objects in a directory. Directories are made as objects need them, and symbolic links are not followed.</summary>
internal sealed class LocalObjectStore : IObjectStore
{
    private readonly LocalFiles _files;

    /// <summary>Opens the directory; it need not exist yet.</summary>
    /// <param name="directory">The directory; a relative one is relative to the current directory.</param>
    /// <param name="connections">How many operations at a time; default: the number of processors + 2.</param>
    public LocalObjectStore(string directory, int? connections = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _files = new LocalFiles(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        Connections = connections ?? Environment.ProcessorCount + 2;
    }

    /// <inheritdoc/>
    public string Location => _files.Root;

    /// <inheritdoc/>
    public int Connections { get; }

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => LocalFiles.RunAsync(
        "Creating", Location, () => { LocalFiles.MakeDirectory(Location); return true; }, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        _files.SaveAsync(PathOf(name), content, cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        LocalFiles.LoadAsync(PathOf(name), offset, destination, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(string name, long maxBytes, CancellationToken cancellationToken) =>
        LocalFiles.LoadAllAsync(PathOf(name), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(string name, CancellationToken cancellationToken) => LocalFiles.StatAsync(PathOf(name), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new Stack<string>([ObjectName.CheckDirectory(directory)]);
        while (folders.TryPop(out string? folder))
        {
            string path = Path.Combine(Location, folder);
            foreach (Entry entry in await LocalFiles.RunAsync("Listing", path, () => Read(path, folder), cancellationToken))
            {
                if (entry.IsDirectory)
                {
                    folders.Push(entry.Name);
                }
                else if (ObjectName.IsValid(entry.Name))
                {
                    yield return new StoredObject(entry.Name, entry.Size);
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => LocalFiles.RemoveAsync(PathOf(name), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        string path = PathOf(directory);
        return LocalFiles.RunAsync("Removing", path, Remove, cancellationToken);

        bool Remove()
        {
            try
            {
                RemoveDirectory(path, cancellationToken);
            }
            catch (Exception exception) when (exception is DirectoryNotFoundException && Directory.Exists(Location))
            {
                // It was not there, or somebody else was faster. Without the root, a volume is not mounted, and nothing was deleted.
            }

            return true;
        }
    }

    /// <summary>Does nothing: no file stays open between two operations.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private readonly record struct Entry(string Name, bool IsDirectory, long Size);

    private List<Entry> Read(string path, string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        List<Entry> entries = _files.ReadDirectory(() => new FileSystemEnumerable<Entry>(
            path,
            (ref FileSystemEntry entry) => new Entry($"{prefix}{entry.FileName}", entry.IsDirectory, entry.IsDirectory ? 0 : entry.Length),
            LocalFiles.EnumerationSettings)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        });

        // A file that is removed while the directory is read shows the length 0; it must not pass for an empty object.
        entries.RemoveAll(entry => !entry.IsDirectory && entry.Size == 0 && !File.Exists(Path.Combine(Location, entry.Name)));
        return entries;
    }

    /// <summary>Deletes what is below entry by entry, so that a cancellation is heard, and links as such: what they name lies elsewhere.</summary>
    private static void RemoveDirectory(string path, CancellationToken cancellationToken)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", LocalFiles.EnumerationSettings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                RemoveDirectory(entry.FullName, cancellationToken);
            }
            else
            {
                entry.Delete();
            }
        }

        try
        {
            Directory.Delete(path);
        }
        catch (IOException exception) when (LocalErrors.IsNotEmpty(exception))
        {
            // Something was saved there after it was looked at, which may stay.
        }
    }

    private string PathOf(string name) => Path.Combine(Location, ObjectName.Check(name));
}
