using System.Buffers;
using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Cairn.Storage.Objects;

namespace Cairn.Storage.Local;

/// <summary>Stores a repository in a directory, in restic's default layout.</summary>
/// <remarks>Files are made with mode 0600 and directories with 0700. Symbolic links are not followed in listings.</remarks>
public sealed class LocalBackend : IBackend
{
    private readonly LocalFiles _files;

    /// <summary>Opens the directory; it need not exist yet.</summary>
    /// <param name="directory">The repository's directory; a relative one is relative to the current directory.</param>
    /// <param name="connections">How many operations at a time; default: the number of processors + 2.</param>
    public LocalBackend(string directory, int? connections = null)
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
        "Creating",
        Location,
        () =>
        {
            foreach (FileKind kind in RepositoryLayout.KindsWithDirectory)
            {
                LocalFiles.MakeDirectory(Path.Combine(Location, RepositoryLayout.DirectoryOf(kind)));
            }

            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        _files.SaveAsync(PathOf(file), content, cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        LocalFiles.LoadAsync(PathOf(file), offset, destination, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken) =>
        LocalFiles.LoadAllAsync(PathOf(file), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) => LocalFiles.StatAsync(PathOf(file), cancellationToken);

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
            ? await LocalFiles.RunAsync("Listing", Path.Combine(Location, directory), () => ListFolders(directory), cancellationToken)
            : [directory];
        foreach (string folder in folders)
        {
            foreach (StoredFile file in await LocalFiles.RunAsync("Listing", Path.Combine(Location, folder), () => ListFiles(kind, folder), cancellationToken))
            {
                yield return file;
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken) => LocalFiles.RemoveAsync(PathOf(file), cancellationToken);

    /// <inheritdoc/>
    public Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken) => LocalFiles.RunAsync(
        "Tidying", Location, () => RemoveLeftovers(before.UtcDateTime, dryRun, cancellationToken), cancellationToken);

    /// <summary>Does nothing: no file stays open between two operations.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Leftovers RemoveLeftovers(DateTime before, bool dryRun, CancellationToken cancellationToken)
    {
        int count = 0;
        long bytes = 0;
        string packs = RepositoryLayout.DirectoryOf(FileKind.Pack);
        string[] folders = ["", .. RepositoryLayout.KindsWithDirectory.Select(RepositoryLayout.DirectoryOf), .. ListFolders(packs)];
        foreach (string folder in folders)
        {
            foreach ((string path, long size) in ListLeftovers(Path.Combine(Location, folder), before))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!dryRun)
                {
                    File.Delete(path);
                }

                (count, bytes) = (count + 1, bytes + size);
            }
        }

        return new Leftovers(count, bytes);
    }

    /// <summary>Only names that a save gives, and only files: whatever else somebody keeps there is not ours to delete.</summary>
    private List<(string Path, long Size)> ListLeftovers(string directory, DateTime before) => _files.ReadDirectory(
        () => new FileSystemEnumerable<(string, long)>(
            directory, (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.Length), LocalFiles.EnumerationSettings)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                TemporaryName.IsTemporary(entry.FileName)
                && !entry.IsDirectory
                && (entry.Attributes & FileAttributes.ReparsePoint) == 0
                && entry.LastWriteTimeUtc.UtcDateTime < before,
        });

    /// <summary>The sub-directories of packs. Links are left out.</summary>
    private List<string> ListFolders(string directory) => _files.ReadDirectory(() => new FileSystemEnumerable<string>(
        Path.Combine(Location, directory),
        (ref FileSystemEntry entry) => $"{directory}/{entry.FileName}",
        LocalFiles.EnumerationSettings)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    });

    private List<StoredFile> ListFiles(FileKind kind, string folder)
    {
        List<StoredFile> files = _files.ReadDirectory(() => new FileSystemEnumerable<StoredFile>(
            Path.Combine(Location, folder),
            (ref FileSystemEntry entry) => new StoredFile(RepositoryLayout.Recognize(kind, $"{folder}/{entry.FileName}")!.Value, entry.Length),
            LocalFiles.EnumerationSettings)
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

    private string PathOf(FileHandle file) => Path.Combine(Location, RepositoryLayout.PathOf(file));
}
